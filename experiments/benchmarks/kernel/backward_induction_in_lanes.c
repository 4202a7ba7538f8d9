/* The same recursion in C, laid out as blinkfirst.solve.lanes does: eight things at a time.

   Vectors are those of GCC and Clang; products and sums may be fused (the package's kernel does not, so that
   every processor gives the same bits). At most eight actors, mixtures of at most two states, no exact
   maximisers. Tables of values have rows of eight: `states` of them, one for idle lanes, then room for the
   mixtures of a block. Result as in backward_induction.c. */

#include <stdint.h>
#include <string.h>

#define LANES 8

typedef double octet __attribute__((vector_size(64), aligned(8)));
typedef int64_t octet_of_bits __attribute__((vector_size(64), aligned(8)));

static inline octet load(const double *from) { octet x; memcpy(&x, from, sizeof x); return x; }
static inline void store(double *to, octet x) { memcpy(to, &x, sizeof x); }
static inline octet larger(octet a, octet b)
{
    octet_of_bits which = a > b;
    return (octet)((which & (octet_of_bits)a) | (~which & (octet_of_bits)b));
}

/* As blinkfirst.solve.kernels.vector8. */
static inline octet exponential(octet x)
{
    const octet shifted = x * 0x1.71547652b82fep+0 + 0x1.8p+52, k = shifted - 0x1.8p+52;
    const octet r = x - k * 0x1.62e42fee00000p-1 - k * 0x1.a39ef35793c76p-33, r2 = r * r, r4 = r2 * r2;
    const octet c2 = 1.0 / 2 + r * (1.0 / 6);
    const octet c4 = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
    const octet c8 = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
    const octet c12 = 1.0 / 479001600 + r * (1.0 / 6227020800);
    const octet sum = 1.0 + (r + r2 * (c2 + r2 * (c4 + r4 * (c8 + r4 * c12))));
    const octet power = (octet)(((octet_of_bits)shifted + 1023) << 52);
    return (octet)((octet_of_bits)(sum * power) & ~(x < -708.0));
}

void pull_back_in_lanes(
    int64_t blocks, int64_t states, int64_t edges, int64_t ticks, int64_t kept,
    const int64_t *block_state, const int64_t *block_edge,
    const int64_t *mixture_offset, const uint32_t *mixture_place, const uint32_t *mixture_kind,
    const double *chances,
    const int64_t *group_offset, const uint32_t *group_moves, const int64_t *slot_offset,
    const uint32_t *menu_state, const uint32_t *menu_kind, const double *kind_turn,
    const double *kind_precision,
    const uint32_t *slot_own, const uint32_t *slot_lump, const uint32_t *edge_slot,
    const int64_t *drift_offset, const uint32_t *drift_state, const uint32_t *drift_target,
    const double *drift_chance, const double *idle, const double *flow, const uint32_t *state_flow,
    const double *lump, const double *discount, double *restrict later, double *restrict now, double *choice, double *restrict sigma)
{
    for (int64_t s = 0; s < states; s++)
        store(later + s * LANES, load(later + s * LANES) * load(discount));
    for (int64_t tick = ticks - 1; tick >= 0; tick--) {
        for (int64_t b = 0; b < blocks; b++) {
            double *row = later + (states + 1) * LANES;
            for (int64_t m = mixture_offset[b]; m < mixture_offset[b + 1]; m++, row += LANES) {
                const double *chance = chances + 2 * mixture_kind[m];
                store(row, load(later + mixture_place[2 * m]) * chance[0]
                               + load(later + mixture_place[2 * m + 1]) * chance[1]);
            }
            for (int64_t s = block_state[b]; s < block_state[b + 1]; s++)
                store(now + s * LANES, load(flow + state_flow[s]) + load(later + s * LANES) * idle[s]);
            for (int64_t o = drift_offset[b]; o < drift_offset[b + 1]; o++)
                store(now + drift_state[o],
                      load(now + drift_state[o]) + load(later + drift_target[o]) * drift_chance[o]);
            const int64_t first = slot_offset[b], slots = slot_offset[b + 1] - first;
            for (int64_t j = 0; j < slots; j++)
                sigma[j] = lump[slot_lump[first + j]] + later[slot_own[first + j]];
            double *menu = sigma;
            for (int64_t g = group_offset[b]; g < group_offset[b + 1]; g++) {
                const int64_t size = group_moves[g] * LANES;
                octet best = load(menu);
                for (int64_t j = LANES; j < size; j += LANES) best = larger(best, load(menu + j));
                octet precision;
                for (int64_t l = 0; l < LANES; l++) precision[l] = kind_precision[menu_kind[g * LANES + l]];
                for (int64_t j = 0; j < size; j += LANES)
                    store(menu + j, precision * (load(menu + j) - best));
                menu += size;
            }
            for (int64_t j = 0; j < slots; j += LANES) store(sigma + j, exponential(load(sigma + j)));
            menu = sigma;
            for (int64_t g = group_offset[b]; g < group_offset[b + 1]; g++) {
                const int64_t size = group_moves[g] * LANES, slot = first + (menu - sigma);
                octet total = load(menu);
                for (int64_t j = LANES; j < size; j += LANES) total += load(menu + j);
                const octet share = 1.0 / total;
                for (int64_t j = 0; j < size; j += LANES) store(menu + j, load(menu + j) * share);
                for (int64_t half = 0; half < LANES; half += 4) {
                    octet got[4] = {{0}, {0}, {0}, {0}};
                    for (int64_t j = half; j < size; j += LANES)
                        for (int64_t l = 0; l < 4; l++)
                            got[l] += menu[j + l] * (load(later + (slot_own[slot + j + l] & -LANES))
                                                     + load(lump + (slot_lump[slot + j + l] & -LANES)));
                    for (int64_t l = 0; l < 4; l++) {
                        double *to = now + menu_state[g * LANES + half + l];
                        store(to, load(to) + got[l] * kind_turn[menu_kind[g * LANES + half + l]]);
                    }
                }
                menu += size;
            }
            if (tick < kept)
                for (int64_t e = block_edge[b]; e < block_edge[b + 1]; e++)
                    choice[tick * edges + e] = sigma[edge_slot[e] - first];
            if (tick > 0)
                for (int64_t s = block_state[b]; s < block_state[b + 1]; s++)
                    store(now + s * LANES, load(now + s * LANES) * load(discount));
        }
        double *swapped = later;
        later = now;
        now = swapped;
    }
}
