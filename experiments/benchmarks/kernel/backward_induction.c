/* The recursion of blinkfirst.solve.kernels as one would write it by hand in C: state by state, menu by menu.

   Arrays as in blinkfirst.game.game.Game, indices of 32 bits, rates per tick (plain_arrays.py). Compile with
   -O3 -march=native; one thread. `later` holds the values at the end, shape (states, actors); the result is in
   `later` when `ticks` is even and in `now` when it is odd. Rows of `choice`, shape (kept, edges), are filled
   with the choices of the first ticks. No exact maximisers. */

#include <math.h>
#include <stdint.h>

#define MOST_ACTORS 16

void pull_back(
    int64_t states, int64_t actors, int64_t edges, int64_t ticks, int64_t kept,
    const double *initiative, const double *idle, const uint32_t *edge_offset,
    const uint32_t *outcome_offset, const uint32_t *outcome_state, const double *outcome_probability,
    const uint32_t *nature_offset, const uint32_t *nature_state, const double *nature_probability,
    const double *flow, const double *own_lump,
    const uint32_t *lump_offset, const uint32_t *lump_actor, const double *lump_utils,
    const double *discount, const double *precision,
    double *restrict later, double *restrict now, double *choice, double *spare)
{
    double future[MOST_ACTORS], gained[MOST_ACTORS];
    for (int64_t tick = ticks - 1; tick >= 0; tick--) {
        double *restrict sigma = tick < kept ? choice + tick * edges : spare;
        for (int64_t state = 0; state < states; state++) {
            for (int64_t i = 0; i < actors; i++) {
                future[i] = idle[state] * later[state * actors + i];
                gained[i] = 0.0;
            }
            for (uint32_t o = nature_offset[state]; o < nature_offset[state + 1]; o++)
                for (int64_t i = 0; i < actors; i++)
                    future[i] += nature_probability[o] * later[nature_state[o] * actors + i];
            for (int64_t actor = 0; actor < actors; actor++) {
                const uint32_t first = edge_offset[state * actors + actor];
                const uint32_t end = edge_offset[state * actors + actor + 1];
                double best = -INFINITY, total = 0.0;
                for (uint32_t e = first; e < end; e++) {
                    double worth = 0.0;
                    for (uint32_t o = outcome_offset[e]; o < outcome_offset[e + 1]; o++)
                        worth += outcome_probability[o] * later[outcome_state[o] * actors + actor];
                    sigma[e] = own_lump[e] + discount[actor] * worth;
                    if (sigma[e] > best) best = sigma[e];
                }
                for (uint32_t e = first; e < end; e++) {
                    const double behind = sigma[e] - best;
                    sigma[e] = behind == 0.0 ? 1.0 : exp(precision[actor] * behind);
                    total += sigma[e];
                }
                const double share = 1.0 / total, turn = initiative[state * actors + actor];
                for (uint32_t e = first; e < end; e++) {
                    sigma[e] *= share;
                    const double weight = turn * sigma[e];
                    for (uint32_t o = outcome_offset[e]; o < outcome_offset[e + 1]; o++) {
                        const double chance = weight * outcome_probability[o];
                        for (int64_t i = 0; i < actors; i++)
                            future[i] += chance * later[outcome_state[o] * actors + i];
                    }
                    for (uint32_t l = lump_offset[e]; l < lump_offset[e + 1]; l++)
                        gained[lump_actor[l]] += weight * lump_utils[l];
                }
            }
            for (int64_t i = 0; i < actors; i++)
                now[state * actors + i] = flow[state * actors + i] + gained[i] + discount[i] * future[i];
        }
        double *swapped = later;
        later = now;
        now = swapped;
    }
}
