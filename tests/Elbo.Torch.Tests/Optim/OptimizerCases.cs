using Elbo.Torch.Optim;
using Elbo.Torch.Tests.Nn;

namespace Elbo.Torch.Tests.Optim;

/// <summary>The optimizers of the reference files, made from the options recorded there.</summary>
internal static class OptimizerCases
{
    public static readonly string[] Names =
    [
        "sgd", "sgd_momentum", "sgd_nesterov", "sgd_weight_decay", "adagrad", "adagrad_options", "rmsprop", "rmsprop_momentum",
        "rmsprop_centered", "adam", "adam_weight_decay", "adam_amsgrad", "adam_eps", "adam_float32", "adamw", "adamw_amsgrad", "adamax",
        "adamax_weight_decay",
    ];

    public static Optimizer Make(TorchFixture f, IEnumerable<(string, Tensor)> parameters)
    {
        var rate = f.Number("lr", double.NaN);
        var decay = f.Number("weight_decay", 0);
        var momentum = f.Number("momentum", 0);
        double Beta(int k, double otherwise) => f.Config.TryGetProperty("betas", out var betas) ? betas[k].GetDouble() : otherwise;
        var (beta1, beta2) = (Beta(0, 0.9), Beta(1, 0.999));
        return f.Config.GetProperty("optimizer").GetString() switch
        {
            "SGD" => new Sgd(parameters, rate, momentum, f.Number("dampening", 0), decay, f.Flag("nesterov")),
            "Adagrad" => new Adagrad(parameters, rate, f.Number("lr_decay", 0), f.Number("initial_accumulator_value", 0), f.Number("eps", 1e-10), decay),
            "RMSprop" => new RmsProp(parameters, rate, f.Number("alpha", 0.99), f.Number("eps", 1e-8), decay, momentum, f.Flag("centered")),
            "Adam" => new Adam(parameters, rate, beta1, beta2, f.Number("eps", 1e-8), decay, f.Flag("amsgrad")),
            "AdamW" => new AdamW(parameters, rate, beta1, beta2, f.Number("eps", 1e-8), decay, f.Flag("amsgrad")),
            "Adamax" => new Adamax(parameters, rate, beta1, beta2, f.Number("eps", 1e-8), decay),
            var other => throw new NotSupportedException(other),
        };
    }
}
