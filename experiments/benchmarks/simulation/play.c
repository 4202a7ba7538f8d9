/* The game of `blinkfirst.simulation`, written out in C as one would: run after run, tick after tick, over the
 * same tables and with the same draws. A yardstick for the compiled engine and a third road to its counts.
 *
 * gcc -O3 -march=native -ffp-contract=off -shared -fPIC play.c -o play.so
 *
 * No contraction: a multiplication and an addition that are fused round once instead of twice, and payoffs would
 * differ from those of the Mesa model in the last digit.
 */

#include <stdint.h>
#include <string.h>

enum { MOST_ACTORS = 16, MOST_DEEDS = 256, WORDS = 12 };

typedef struct {
    int64_t first_tick, ticks, callers_width, edges, start;
    const uint32_t *carry; /* or NULL */
    const double *who;     /* states x width */
    const uint32_t *callers;
    const double *flow; /* states x actors */
    const uint32_t *edge_offset, *edge_deed;
    const uint8_t *edge_blink;
    const uint8_t *edge_pays;
    const double *lump; /* edges x actors */
    const uint32_t *outcome_offset, *outcome_state;
    const double *outcome_probability;
    const uint32_t *nature_offset, *nature_outcome_offset, *nature_outcome_state;
    const double *nature_outcome_probability;
    const double *choice;  /* ticks x edges */
    const double *weights; /* ticks x actors */
} Stage;

typedef struct {
    int64_t *first_blink, *first_of_degree; /* ticks x deeds x 2 */
    int64_t *moves, *move_squares;          /* deeds */
    double *payoffs, *payoff_squares;       /* actors */
} Tallies;

static void philox(uint64_t counter, uint64_t k0, uint64_t k1, uint64_t *out)
{
    uint64_t c0 = counter, c1 = 0, c2 = 0, c3 = 0;
    for (int round = 0; round < 10; round++) {
        unsigned __int128 a = (unsigned __int128)0xD2E7470EE14C6C93u * c0;
        unsigned __int128 b = (unsigned __int128)0xCA5A826395121157u * c2;
        c0 = (uint64_t)(b >> 64) ^ c1 ^ k0;
        c1 = (uint64_t)b;
        c2 = (uint64_t)(a >> 64) ^ c3 ^ k1;
        c3 = (uint64_t)a;
        k0 += 0x9E3779B97F4A7C15u;
        k1 += 0xBB67AE8584CAA73Bu;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

static double uniform(uint64_t word) { return (double)(int64_t)(word >> 11) * 0x1p-53; }

static uint32_t pick(const double *chances, uint32_t first, uint32_t end, double u)
{
    double total = 0.0;
    uint32_t last = first;
    for (uint32_t k = first; k < end; k++) {
        double after = total + chances[k];
        if (u < after)
            return k;
        if (after > total)
            last = k;
        total = after;
    }
    return last;
}

void play(const Stage *stages, int64_t n_stages, int64_t actors, int64_t deeds, uint64_t seed,
          uint64_t first_replicate, int64_t runs, Tallies *tallies)
{
    for (int64_t run = 0; run < runs; run++) {
        uint32_t state = (uint32_t)stages[0].start;
        int blinked = 0;
        double payoffs[MOST_ACTORS] = {0};
        uint32_t done[MOST_DEEDS];
        uint64_t words[WORDS];
        memset(done, 0, sizeof(uint32_t) * (size_t)deeds);
        for (const Stage *s = stages; s < stages + n_stages; s++) {
            if (s->carry)
                state = s->carry[state];
            for (int64_t step = 0; step < s->ticks; step++) {
                int64_t tick = s->first_tick + step;
                if (tick % 4 == 0)
                    for (int turn = 0; turn < 3; turn++)
                        philox((uint64_t)(3 * tick / 4 + turn + 1), seed, first_replicate + (uint64_t)run,
                               words + 4 * turn);
                const uint64_t *drawn = words + 3 * (tick % 4);
                const double *weights = s->weights + step * actors;
                for (int64_t i = 0; i < actors; i++)
                    payoffs[i] += weights[i] * s->flow[state * actors + i];
                double u = uniform(drawn[0]);
                const double *who = s->who + state * s->callers_width;
                uint32_t caller = 0;
                while (caller < s->callers[state] && u >= who[caller])
                    caller++;
                if (caller < actors) {
                    uint32_t menu = state * (uint32_t)actors + caller;
                    uint32_t edge = pick(s->choice + step * s->edges, s->edge_offset[menu],
                                         s->edge_offset[menu + 1], uniform(drawn[1]));
                    uint32_t outcome = pick(s->outcome_probability, s->outcome_offset[edge],
                                            s->outcome_offset[edge + 1], uniform(drawn[2]));
                    if (s->edge_pays[edge]) {
                        const double *lump = s->lump + edge * actors;
                        for (int64_t i = 0; i < actors; i++)
                            payoffs[i] += weights[i] * lump[i];
                    }
                    uint32_t deed = s->edge_deed[edge];
                    tallies->moves[deed]++;
                    tallies->move_squares[deed] += 2 * (int64_t)done[deed]++ + 1;
                    int degree = s->edge_blink[edge];
                    if (degree) {
                        int64_t place = (tick * deeds + deed) * 2 + degree - 1;
                        if (!(blinked & 1))
                            tallies->first_blink[place]++;
                        if (!(blinked & 1 << degree))
                            tallies->first_of_degree[place]++;
                        blinked |= 1 | 1 << degree;
                    }
                    state = s->outcome_state[outcome];
                } else if (caller < s->callers[state]) {
                    uint32_t row = s->nature_offset[state] + caller - (uint32_t)actors;
                    uint32_t outcome = pick(s->nature_outcome_probability, s->nature_outcome_offset[row],
                                            s->nature_outcome_offset[row + 1], uniform(drawn[2]));
                    state = s->nature_outcome_state[outcome];
                }
            }
        }
        for (int64_t i = 0; i < actors; i++) {
            tallies->payoffs[i] += payoffs[i];
            tallies->payoff_squares[i] += payoffs[i] * payoffs[i];
        }
    }
}
