using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

/// <summary>The layers of the reference files, made from the options recorded there, in double precision.</summary>
internal static class LayerCases
{
    public static readonly string[] Names =
    [
        "linear", "linear_no_bias_3d", "conv1d", "conv1d_stride_padding_dilation", "conv1d_groups", "conv2d", "conv2d_stride_padding",
        "conv2d_uneven", "conv2d_depthwise_no_bias", "conv3d", "conv3d_stride_padding_dilation_groups", "conv_transpose1d",
        "conv_transpose1d_stride_padding_output_padding", "conv_transpose2d", "conv_transpose2d_stride_padding_output_padding",
        "conv_transpose2d_groups_dilation", "conv_transpose3d_stride_padding_output_padding", "embedding", "embedding_padding_idx", "lstm",
        "lstm_state", "lstm_batch_first_state", "lstm_2_layers_state", "lstm_bidirectional_state", "lstm_2_layers_bidirectional_batch_first",
        "lstm_no_bias", "gru", "gru_state", "gru_batch_first_state", "gru_2_layers_state", "gru_bidirectional_state",
        "gru_2_layers_bidirectional_batch_first", "gru_no_bias", "batch_norm1d_train", "batch_norm1d_eval", "batch_norm2d_train",
        "batch_norm2d_eval", "layer_norm", "layer_norm_2_axes", "group_norm", "weight_norm_linear", "weight_norm_conv2d",
    ];

    public static Module Make(string name, TorchFixture f, Generator g)
    {
        const DType F64 = DType.F64;
        var (bias, groups) = (f.Flag("bias", true), f.Integer("groups", 1));
        var (inputs, outputs) = (f.Integer("in_channels"), f.Integer("out_channels"));
        AxisSizes Sizes(string key, long otherwise) => new(f.Sizes(key, otherwise));
        var (kernel, stride, padding, dilation, more) = (Sizes("kernel_size", 1), Sizes("stride", 1), Sizes("padding", 0), Sizes("dilation", 1), Sizes("output_padding", 0));
        if (name == "weight_norm_linear") return new WeightNormLinear(f.Integer("in_features"), f.Integer("out_features"), g, dtype: F64);
        if (name == "weight_norm_conv2d") return new WeightNormConv2d(inputs, outputs, kernel, g, stride, padding, dtype: F64);
        var (size, hidden, layers) = (f.Integer("input_size"), f.Integer("hidden_size"), (int)f.Integer("num_layers", 1));
        var (both, first) = (f.Flag("bidirectional"), f.Flag("batch_first"));
        var (epsilon, momentum) = (f.Number("eps", 1e-5), f.Number("momentum", 0.1));
        return f.Config.GetProperty("module").GetString() switch
        {
            "Linear" => new Linear(f.Integer("in_features"), f.Integer("out_features"), g, bias, dtype: F64),
            "Conv1d" => new Conv1d(inputs, outputs, kernel, g, stride, padding, dilation, groups, bias, dtype: F64),
            "Conv2d" => new Conv2d(inputs, outputs, kernel, g, stride, padding, dilation, groups, bias, dtype: F64),
            "Conv3d" => new Conv3d(inputs, outputs, kernel, g, stride, padding, dilation, groups, bias, dtype: F64),
            "ConvTranspose1d" => new ConvTranspose1d(inputs, outputs, kernel, g, stride, padding, more, dilation, groups, bias, dtype: F64),
            "ConvTranspose2d" => new ConvTranspose2d(inputs, outputs, kernel, g, stride, padding, more, dilation, groups, bias, dtype: F64),
            "ConvTranspose3d" => new ConvTranspose3d(inputs, outputs, kernel, g, stride, padding, more, dilation, groups, bias, dtype: F64),
            "Embedding" => new Embedding(f.Integer("num_embeddings"), f.Integer("embedding_dim"), g, f.Integer("padding_idx", -1) is >= 0 and var row ? row : null, dtype: F64),
            "LSTM" => new Lstm(size, hidden, g, layers, bias, both, first, F64),
            "GRU" => new Gru(size, hidden, g, layers, bias, both, first, F64),
            "BatchNorm1d" => new BatchNorm1d(f.Integer("num_features"), epsilon, momentum, dtype: F64),
            "BatchNorm2d" => new BatchNorm2d(f.Integer("num_features"), epsilon, momentum, dtype: F64),
            "LayerNorm" => new LayerNorm(f.Sizes("normalized_shape", 0), epsilon, dtype: F64),
            "GroupNorm" => new GroupNorm(f.Integer("num_groups"), f.Integer("num_channels"), epsilon, dtype: F64),
            var other => throw new NotSupportedException(other),
        };
    }

    /// <summary>The outputs under the names of the reference files.</summary>
    public static (string Name, Tensor Value)[] Call(Module module, Func<string, Tensor?> input)
    {
        var x = input("x")!;
        switch (module)
        {
            case Layer layer:
                return [("y", layer.Forward(x))];
            case Lstm lstm:
                var (y, h, c) = lstm.Forward(x, input("h0"), input("c0"));
                return [("y", y), ("h", h), ("c", c)];
            default:
                var (output, last) = ((Gru)module).Forward(x, input("h0"));
                return [("y", output), ("h", last)];
        }
    }
}
