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

// The third and fourth word of the counter keep what is drawn apart at equal positions.
constexpr uint32_t kNormal = 0x4e4f524du, kUniform = 0x554e4946u, kSeed = 0x53454544u;
constexpr uint32_t kSingle = 0, kDouble = 1;

ELBO_INLINE void draw_block(uint32_t kind, uint32_t width, uint64_t seed, uint64_t first, Block& block) {
  const uint64_t counter = first / 4;
  philox(static_cast<uint32_t>(counter), static_cast<uint32_t>(counter >> 32), kind, width, seed, block);
}

// Two words as one number of 53 bits.
ELBO_INLINE uint64_t wide(uint32_t high, uint32_t low) { return (static_cast<uint64_t>(high) << 21) | (low >> 11); }

// Box-Muller on pairs of uniforms in (0, 1].
ELBO_CLONES void normal_block(float* __restrict out, uint64_t seed, uint64_t first) {
  Block block;
  draw_block(kNormal, kSingle, seed, first, block);
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

// The same in double precision: radius and angle take two words each.
void normal_block_f64(double* __restrict out, uint64_t seed, uint64_t first) {
  Block block;
  draw_block(kNormal, kDouble, seed, first, block);
  for (int k = 0; k < kLanes; ++k) {
    const double u = static_cast<double>(wide(block.v[0][k], block.v[1][k]) + 1) * 0x1p-53;
    const double turn = static_cast<double>(wide(block.v[2][k], block.v[3][k])) * 0x1p-53;
    const double radius = std::sqrt(-2.0 * std::log(u)), angle = 6.283185307179586476925 * turn;
    out[k] = radius * std::cos(angle);
    out[kLanes + k] = radius * std::sin(angle);
  }
}

// Multiples of 2^-24; half of one stands for 0.
ELBO_CLONES void uniform_block(float* __restrict out, uint64_t seed, uint64_t first) {
  Block block;
  draw_block(kUniform, kSingle, seed, first, block);
  for (int v = 0; v < 4; ++v) {
    for (int k = 0; k < kLanes; ++k) {
      const float step = static_cast<float>(static_cast<int32_t>(block.v[v][k] >> 8));
      out[v * kLanes + k] = (step < 0.5f ? 0.5f : step) * 0x1p-24f;
    }
  }
}

// Multiples of 2^-53; half of one stands for 0.
ELBO_CLONES void uniform_block_f64(double* __restrict out, uint64_t seed, uint64_t first) {
  Block block;
  draw_block(kUniform, kDouble, seed, first, block);
  for (int pair = 0; pair < 2; ++pair) {
    for (int k = 0; k < kLanes; ++k) {
      const double step = static_cast<double>(static_cast<int64_t>(wide(block.v[2 * pair][k], block.v[2 * pair + 1][k])));
      out[pair * kLanes + k] = (step < 0.5 ? 0.5 : step) * 0x1p-53;
    }
  }
}

// Calls `make` for each block of 64 words, kNumbers numbers, straight into the result where a whole one fits.
template <typename T, int kNumbers, typename Make>
void fill(T* out, int64_t count, uint64_t seed, uint64_t offset, Make make) {
  constexpr int64_t kWords = 4 * kLanes;
  const int64_t blocks = (count + kNumbers - 1) / kNumbers;
  at::parallel_for(0, blocks, 128, [&](int64_t begin, int64_t end) {
    T last[kNumbers];
    for (int64_t k = begin; k < end; ++k) {
      const bool whole = (k + 1) * kNumbers <= count;
      T* target = whole ? out + k * kNumbers : last;
      make(target, seed, offset + static_cast<uint64_t>(k * kWords));
      if (!whole) std::memcpy(out + k * kNumbers, last, sizeof(T) * (count - k * kNumbers));
    }
  });
}

}  // namespace

extern "C" {

void elbo_normal(float* out, int64_t count, uint64_t seed, uint64_t offset) { fill<float, 64>(out, count, seed, offset, normal_block); }

void elbo_normal_f64(double* out, int64_t count, uint64_t seed, uint64_t offset) { fill<double, 32>(out, count, seed, offset, normal_block_f64); }

void elbo_uniform(float* out, int64_t count, uint64_t seed, uint64_t offset) { fill<float, 64>(out, count, seed, offset, uniform_block); }

void elbo_uniform_f64(double* out, int64_t count, uint64_t seed, uint64_t offset) { fill<double, 32>(out, count, seed, offset, uniform_block_f64); }

uint64_t elbo_seed(uint64_t seed, uint64_t offset) {
  Block block;
  draw_block(kSeed, kDouble, seed, offset, block);
  return (static_cast<uint64_t>(block.v[0][0]) << 32) | block.v[1][0];
}

}  // extern "C"
