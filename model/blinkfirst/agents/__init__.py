"""The same game, played by agents: one run at a time by Mesa, many at once by a compiled engine.

One actor has one *mind*, which says how likely each of its moves is; `blinkfirst.agents.minds` holds them,
each written once. A *run* is a path s_0, s_1, ... of states. Let u_t, v_t, w_t be the three doubles of tick t
in the stream of (seed, replicate), and q^j_t(. | s) the mixed action of the mind of actor j. With P^-1_p(u)
for the entry of a list p that a uniform u picks (rule 6 of `blinkfirst.rng`), one tick is

    who   =  P^-1 of (p_1(s), ..., p_A(s), r_1(s) D, r_2(s) D, ...; else nothing)  at u_t
    move  =  P^-1 of q^who_t(. | s)                                                at v_t
    s'    =  P^-1 of the outcomes of the move, or of nature's event                at w_t

so that a run is a function of (stand-off, policy, minds, seed, replicate) and of nothing else: not of how
many runs are played, nor in which order, nor by how many threads. `mesa_model` and `engine` compute the same
function and give equal event logs, bit for bit. With every mind strategic, many runs converge to the exact
forecast.

Runs are played in *batches* of consecutive replicates of fixed size. Payoffs are sums of doubles, so their
order is fixed: run after run within a batch, then batch after batch.

`runs.simulate` counts many runs, `runs.simulate_many` those of many cases under common random numbers,
`engine.simulate_log` writes the log of one run; `runs_mesa.play` lets Mesa play. Mesa is imported by
`mesa_model` alone, and only when something is played.
"""
