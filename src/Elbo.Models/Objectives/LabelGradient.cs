namespace Elbo.Models.Objectives;

/// <summary>How the cost of an example without a label is summed over the classes it may have.</summary>
public enum LabelGradient
{
    /// <summary>Over all of them, as often decoded: exact.</summary>
    Exact,

    /// <summary>At one class drawn from q(y | x), by the score of q; unbiased, with much noise.</summary>
    Sampled,

    /// <summary>The same less a moving average of the cost (Xu et al. 2017, arXiv 1603.02514, S1).</summary>
    MovingAverage,

    /// <summary>At two classes drawn from q(y | x), each less the cost of the other; unbiased.</summary>
    LeaveOneOut,

    /// <summary>At two different classes with weights in proportion to q(y | x), less their mean (Xu et al. 2017, S2); biased unless there are no more classes.</summary>
    WithinExample,
}
