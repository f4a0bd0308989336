/// \file
/// Distributions of counts, to full precision far into their tails.
#pragma once

namespace comention {

/// The natural log of erfc(x), also where erfc underflows.
double log_erfc(double x);

/// How many of `draws` things, drawn without replacement from n of which some are marked, are marked. The
/// probability of one number is Loader's saddle-point form (2000); tails are sums of ratios of terms away
/// from the mode. Costs about as many steps as the distribution is wide.
class Hypergeometric {
  public:
    Hypergeometric(double marked, double draws, double n);

    double log_probability(double x) const;
    double at_least(double x) const;
    double at_most(double x) const;
    /// Natural log of the upper tail, also where it underflows.
    double log_at_least(double x) const;
    /// Tails with half of the probability of x itself.
    double mid_at_least(double x) const;
    double mid_at_most(double x) const;
    /// The probability of all numbers as improbable as x, up to a relative difference of 1e-7.
    double as_improbable(double x) const;

  private:
    /// Σ P(k)/P(x) over k from x on, away from the mode: `up` to larger ones.
    double tail_ratio(double x, bool up) const;
    /// P(k ± 1)/P(k).
    double ratio(double x, bool up) const;
    double mode() const;

    double marked_, draws_, n_;
    double least_, most_;
};

}  // namespace comention
