// Vector quantisation: the nearest code from the products of vectors and codes, and the gradient that is turned with its vector.
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int64_t kGrain = 16384;
constexpr int64_t kLanes = 32;

// Twice a product is exact, so the second pass meets the bits of the first. Where all is not a number, the answer is 0.
ELBO_CLONES void least(const float* __restrict products, const float* __restrict squares, int64_t* __restrict result, int64_t begin, int64_t end, int64_t codes) {
  const int64_t whole = codes / kLanes * kLanes;
  for (int64_t r = begin; r < end; ++r) {
    const float* __restrict row = products + r * codes;
    float lane[kLanes];
    for (int64_t j = 0; j < kLanes; ++j) lane[j] = INFINITY;
    for (int64_t k = 0; k < whole; k += kLanes)
      for (int64_t j = 0; j < kLanes; ++j) {
        const float d = squares[k + j] - 2.0f * row[k + j];
        lane[j] = d < lane[j] ? d : lane[j];
      }
    for (int64_t width = kLanes / 2; width > 0; width /= 2)
      for (int64_t j = 0; j < width; ++j) lane[j] = lane[j + width] < lane[j] ? lane[j + width] : lane[j];
    float low = lane[0];
    for (int64_t k = whole; k < codes; ++k) {
      const float d = squares[k] - 2.0f * row[k];
      low = d < low ? d : low;
    }
    int64_t k = 0;
    for (; k < whole; k += kLanes) {
      int32_t hit = 0;
      for (int64_t j = 0; j < kLanes; ++j) hit |= squares[k + j] - 2.0f * row[k + j] == low;
      if (hit != 0) break;
    }
    while (k < codes && !(squares[k] - 2.0f * row[k] == low)) ++k;
    result[r] = k < codes ? k : 0;
  }
}

// Squared length of the sum of both directions below which rounding decides where it points.
constexpr float kOpposite = 1e-4f;

ELBO_CLONES void turn(const float* __restrict z, const float* __restrict q, const float* __restrict g, float* __restrict out, int64_t begin, int64_t end, int64_t size) {
  for (int64_t r = begin; r < end; ++r) {
    const float* __restrict zr = z + r * size;
    const float* __restrict qr = q + r * size;
    const float* __restrict gr = g + r * size;
    float* __restrict to = out + r * size;
    float zz = 0, qq = 0, zq = 0, zg = 0, qg = 0;
    for (int64_t c = 0; c < size; ++c) {
      zz += zr[c] * zr[c];
      qq += qr[c] * qr[c];
      zq += zr[c] * qr[c];
      zg += zr[c] * gr[c];
      qg += qr[c] * gr[c];
    }
    const float zn = std::sqrt(zz), qn = std::sqrt(qq), scale = qn / zn;
    const float square = zq / (zn * qn) * 2.0f + 2.0f;
    const float along_q = qg / qn, reflected = (zg / zn + along_q) / square * -2.0f;
    // Not a number in each of the undefined cases, and then the comparison fails.
    if (square > kOpposite) {
      const float by_z = (along_q * 2.0f + reflected) / zn * scale, by_q = reflected / zn;
      for (int64_t c = 0; c < size; ++c) to[c] = scale * gr[c] + by_z * zr[c] + by_q * qr[c];
    } else {
      for (int64_t c = 0; c < size; ++c) to[c] = gr[c];
    }
  }
}

}  // namespace

extern "C" {

void elbo_least_distance(const float* products, const float* squares, int64_t* result, int64_t rows, int64_t codes) {
  at::parallel_for(0, rows, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, codes)),
                   [&](int64_t begin, int64_t end) { least(products, squares, result, begin, end, codes); });
}

void elbo_turn_rows(const float* z, const float* q, const float* g, float* out, int64_t rows, int64_t size) {
  at::parallel_for(0, rows, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, size)),
                   [&](int64_t begin, int64_t end) { turn(z, q, g, out, begin, end, size); });
}

}  // extern "C"
