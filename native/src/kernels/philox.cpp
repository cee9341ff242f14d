// Counter-based random numbers (Philox4x32-10; Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): draw k of a
// stream is a function of (seed, k), so results depend neither on batch size nor on threads, and resuming needs one number.
#include <ATen/Parallel.h>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int kLanes = 16;

struct Block {
  uint32_t v[4][kLanes];
};

// Sixteen counters (base + lane, c1, c2, c3) at once. Words are kept in 64 bits, of which the upper half is zero: so the widening
// products and all around them are whole vectors.
ELBO_INLINE void philox(uint32_t base, uint32_t c1, uint32_t c2, uint32_t c3, uint64_t seed, Block& out) {
  constexpr uint64_t kLow = 0xffffffffu;
  uint64_t a[kLanes], b[kLanes], c[kLanes], d[kLanes];
  for (int k = 0; k < kLanes; ++k) {
    a[k] = static_cast<uint32_t>(base + k);
    b[k] = c1;
    c[k] = c2;
    d[k] = c3;
  }
  uint64_t k0 = seed & kLow, k1 = seed >> 32;
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    for (int k = 0; k < kLanes; ++k) {
      const uint64_t p = 0xD2511F53u * a[k], q = 0xCD9E8D57u * c[k];
      a[k] = (q >> 32) ^ b[k] ^ k0;
      c[k] = (p >> 32) ^ d[k] ^ k1;
      b[k] = q & kLow;
      d[k] = p & kLow;
    }
    k0 = (k0 + 0x9E3779B9u) & kLow;
    k1 = (k1 + 0xBB67AE85u) & kLow;
  }
  for (int k = 0; k < kLanes; ++k) {
    out.v[0][k] = static_cast<uint32_t>(a[k]);
    out.v[1][k] = static_cast<uint32_t>(b[k]);
    out.v[2][k] = static_cast<uint32_t>(c[k]);
    out.v[3][k] = static_cast<uint32_t>(d[k]);
  }
}

// Box-Muller on pairs of uniforms in (0, 1].
ELBO_CLONES void normal_block(float* __restrict out, uint64_t seed, uint64_t first) {
  Block block;
  const uint64_t counter = first / 4;
  philox(static_cast<uint32_t>(counter), static_cast<uint32_t>(counter >> 32), 0x4e4f524du, 0, seed, block);
  for (int pair = 0; pair < 2; ++pair) {
    for (int k = 0; k < kLanes; ++k) {
      const float u = static_cast<float>((block.v[2 * pair][k] >> 8) + 1) * 0x1p-24f;
      const float v = static_cast<float>(block.v[2 * pair + 1][k] >> 8) * 0x1p-24f;
      const float radius = std::sqrt(-2.0f * elbo::vlog(u));
      float sine, cosine;
      elbo::vsincos_turn(v, sine, cosine);
      out[2 * pair * kLanes + k] = radius * cosine;
      out[(2 * pair + 1) * kLanes + k] = radius * sine;
    }
  }
}

}  // namespace

extern "C" {

void elbo_normal(float* out, int64_t count, uint64_t seed, uint64_t offset) {
  constexpr int64_t kBlock = 4 * kLanes;
  const int64_t blocks = (count + kBlock - 1) / kBlock;
  at::parallel_for(0, blocks, 128, [&](int64_t begin, int64_t end) {
    float last[kBlock];
    for (int64_t k = begin; k < end; ++k) {
      const bool whole = (k + 1) * kBlock <= count;
      float* target = whole ? out + k * kBlock : last;
      normal_block(target, seed, offset + static_cast<uint64_t>(k * kBlock));
      if (!whole) std::memcpy(out + k * kBlock, last, sizeof(float) * (count - k * kBlock));
    }
  });
}

}  // extern "C"
