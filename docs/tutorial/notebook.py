# %% [markdown]
# # A first notebook
#
# In February 2019 a North Korean step against relief is on the table in Hanoi. Five states have declared positions
# that they cannot all keep. Who gives way first? This notebook asks the shipped scenario, then changes it.
#
# `tests/docs/notebook.py` makes it of `docs/tutorial/notebook.py`; change that file, not the notebook.

# %%
import blinkfirst as bf

bf.scenarios()

# %% [markdown]
# A scenario is loaded by its name; a path, YAML text or a dict will do, too.

# %%
hanoi = bf.load("2019-hanoi")
hanoi

# %% [markdown]
# ## Who blinks first?
#
# The forecast is exact: no sampling, no seed. In a notebook an answer shows its page; elsewhere `print(found)` does.

# %%
found = bf.run(hanoi)
found

# %% [markdown]
# The same in sentences, as numbers, and as tables for pandas.

# %%
found.summary

# %%
found.first_blink

# %%
found.table("hazards").to_pandas().head()

# %% [markdown]
# ## Why?
#
# The value of every move is split by argument, each with its source. The parts add up to the value.

# %%
bf.explain(hanoi, actor="US")

# %% [markdown]
# ## What if?
#
# Any number can be set by its path; everything else stays as it was. Let Washington choose more carefully.

# %%
firm = bf.changed(hanoi, {"actors.US.precision": 8})
bf.run(firm).first_blink

# %% [markdown]
# ## Would agents play it so?
#
# Shares of many runs come with 95 % intervals. The exact probability lies in most of them.

# %%
played = bf.simulate(hanoi, runs=2000, seed=1)
played.first_blink["nobody"], found.first_blink["nobody"]
