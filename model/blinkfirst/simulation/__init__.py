"""Many runs of a stand-off, played by a compiled engine with the draws of the Mesa model.

A *run* is a path s_0, s_1, ... of states. Let u_t, v_t, w_t be the three doubles of tick t in the stream of
(seed, replicate), and q^j_t(. | s) the mixed action of the mind of actor j. With P^-1_p(u) for the entry of a
list p that a uniform u picks (rule 6 of `blinkfirst.rng`), one tick is

    who   =  P^-1 of (p_1(s), ..., p_A(s), r_1(s) D, r_2(s) D, ...; else nothing)  at u_t
    move  =  P^-1 of q^who_t(. | s)                                                at v_t
    s'    =  P^-1 of the outcomes of the move, or of nature's event                at w_t

so that a run is a function of (stand-off, policy, minds, seed, replicate) and of nothing else: not of how
many runs are played, nor in which order, nor by how many threads. The Mesa model of `blinkfirst.agents`
computes the same function; the two give equal event logs, bit for bit.

Runs are played in *batches* of consecutive replicates of fixed size. What is counted is added up exactly,
whatever the order. Payoffs are sums of doubles, so their order is fixed: run after run within a batch, then
batch after batch.

`many_runs.simulate` counts many runs, `many_runs.simulate_many` those of many cases under common random
numbers, `one_run.simulate_log` tells one run; `mixed_actions` says which minds the engine can play. A room of
its own above the agents, because it borrows their records: what a log entry is, what frequencies are. It is
called *simulation* so that `blinkfirst.simulate` can be the function.
"""
