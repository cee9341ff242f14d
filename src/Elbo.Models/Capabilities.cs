using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Priors;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>Maps examples to codes.</summary>
public interface IEncoder
{
    /// <summary>The parts of a code, side by side in this order.</summary>
    IReadOnlyList<LatentSite> Sites { get; }

    /// <summary>Size of a code, Σ Z over its parts.</summary>
    int LatentSize => Sites.Sum(s => s.Size);

    /// <summary>Whether a code is one direction, of length 1: its coordinates mean nothing one by one, and between two of them lies an arc.</summary>
    bool IsDirection => Sites is [{ IsDirection: true, Shape.Count: 1 }];

    /// <summary>E_q[z | x], [B, Z], or the mean direction; of parts that depend on others, given their locations.</summary>
    Tensor Encode(Batch x);
}

/// <summary>Maps codes to data.</summary>
public interface IDecoder
{
    /// <summary>Size of a code.</summary>
    int LatentSize { get; }

    /// <summary>How many of the first dimensions of a code it reads; the others act through them.</summary>
    int DecodedSize => LatentSize;

    /// <summary>Mean of p(x | z), [B, D] in the range of the data.</summary>
    /// <param name="z">[B, Z].</param>
    Tensor Decode(Tensor z);
}

/// <summary>Makes of examples what their codes keep of them.</summary>
public interface IReconstructor
{
    /// <summary>Mean of p(x | z) at the code of x: at the posterior mean, or the discrete code. [B, D] in the range of the data.</summary>
    Tensor Reconstruct(Batch x);
}

/// <summary>Draws new data.</summary>
public interface IGenerator
{
    /// <summary>Means of p(x | z) at z ~ p(z), [count, D].</summary>
    Tensor Generate(int count, NoiseStream noise);
}

/// <summary>Draws new examples with all that varies in them, where <see cref="IGenerator"/> gives means.</summary>
public interface IExampleGenerator
{
    /// <summary>Draws x ~ p(x | z) at z ~ p(z), [count, D]; of rows in which cells can be missing, rows without missing cells.</summary>
    Tensor GenerateExamples(int count, NoiseStream noise);
}

/// <summary>Draws new data of a kind that can be asked for.</summary>
public interface IConditionalGenerator : IGenerator
{
    /// <summary>The factor it can be asked by; null for a model without one.</summary>
    Factor? Condition { get; }

    /// <summary>Whether it can be asked for likelier codes than it would draw.</summary>
    bool HasTemperature => true;

    /// <summary>Means of p(x | z) at z ~ p(z | level), [count, D].</summary>
    /// <param name="temperature">Divides the logits of codes: 1 for the prior itself, below 1 likelier ones, 0 the likeliest.</param>
    /// <param name="level">Value of the factor; null takes all in turn.</param>
    Tensor Generate(int count, NoiseStream noise, double temperature, long? level);
}

/// <summary>Says what it is not told of an example: p(y | x), where x is a part of the example or a factor of it.</summary>
public interface IGivenGenerator
{
    /// <summary>The factor it is told; null where that is a part of the example.</summary>
    Factor? Factor { get; }

    /// <summary>1 at the places of examples that it is told and 0 at those it says, [B, D].</summary>
    Tensor Given(Batch x);

    /// <summary>Examples of which nothing is known but the factor, to be completed.</summary>
    /// <param name="levels">Values of the factor, I64 [B].</param>
    /// <exception cref="NotSupportedException">It is told no factor.</exception>
    Batch Asked(Tensor levels);

    /// <summary>Means of p(y | x, z) at draws z ~ p(z | x), beside x as the model was told it: [samples, B, D] in the range of the data.</summary>
    Tensor Complete(Batch x, int samples, NoiseStream noise);
}

/// <summary>Has a likelihood that expects data of a certain kind; whoever trains can say when the data is of another.</summary>
public interface IDataRange
{
    /// <summary>Ends of the values x may take, inclusive; infinite where any number will do.</summary>
    (double Low, double High) DataRange { get; }

    /// <summary>p(x | z) in words, e.g. <c>Bernoulli</c>.</summary>
    string LikelihoodName { get; }

    /// <summary>L where x must lie on the grey values k/(L − 1) of [0, 1]; null where the range is continuous.</summary>
    int? GreyLevels => null;
}

/// <summary>Weighs log q(z | x) − log p(z) in its objective by <see cref="StepContext.KlWeight"/>; others take no notice of it.</summary>
public interface IKlWeighted;

/// <summary>Has networks of q(z | x) alone, which can be moved by the objective while all else stays.</summary>
public interface IInferenceParts
{
    /// <summary>Names of these children of the model; at least one.</summary>
    IReadOnlyList<string> InferenceParts { get; }
}

/// <summary>Has codes on two levels, of which the upper ones alone say what an example is about.</summary>
public interface IUpperCodes
{
    /// <summary>log₂ of the number of upper codes of an example: what they take without a prior.</summary>
    double UpperBits { get; }

    /// <summary>Mean of p(x | z) at the upper codes of x and lower ones drawn given them, [B, D].</summary>
    Tensor ReconstructFromUpper(Batch x, NoiseStream noise);
}

/// <summary>Stands for x by finitely many codes with a prior over them: what drawing through a prior, entropy coding and looks at a codebook need.</summary>
public interface ICodeModel
{
    /// <summary>The prior of the codes; <see cref="ICodePrior.Shape"/> is that of one example's codes and <see cref="ICodePrior.CodebookSize"/> their K.</summary>
    ICodePrior Prior { get; }

    /// <summary>The codes of examples, I64 [B, …shape]; in evaluation mode a function of the example alone.</summary>
    Tensor EncodeCodes(Batch x);

    /// <summary>Mean of p(x | codes), [B, D] in the range of the data.</summary>
    /// <param name="codes">I64 [B, …shape].</param>
    /// <param name="conditions">What the decoder is conditioned on; null for an unconditional one.</param>
    Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null);

    /// <summary>The factor the decoder is told, which can be changed between encoding and decoding; null for none.</summary>
    Factor? DecoderCondition => null;

    /// <summary>What the prior is conditioned on for these examples; null for an unconditional one.</summary>
    CodeConditions? PriorConditions(Batch x);

    /// <summary>What the decoder is conditioned on for these examples; null for an unconditional one.</summary>
    CodeConditions? DecoderConditions(Batch x);
}

/// <summary>Predicts how videos go on under chosen actions in the space of its codes alone; images are made of the codes afterwards.</summary>
public interface IVideoPredictor
{
    /// <summary>Shape of one frame, [C, H, W].</summary>
    IReadOnlyList<int> FrameShape { get; }

    /// <summary>A, different actions; 0 for videos that go on without.</summary>
    int ActionCount { get; }

    /// <summary>The actions of examples [B, T − 1], I64: action t leads from frame t to frame t + 1; null for videos without.</summary>
    Tensor? ActionsOf(Batch x);

    /// <summary>Codes of frames, each for itself: [B, T, C·H·W] to I64 [B, T, …].</summary>
    Tensor EncodeFrames(Tensor frames);

    /// <summary>Means of p(frame | codes), I64 [B, T, …] to [B, T, C·H·W] in the range of the data.</summary>
    Tensor DecodeFrames(Tensor codes);

    /// <summary>Codes of the frames that follow, I64 [B, steps, …], each drawn given those before and the actions.</summary>
    /// <param name="codes">Of the frames seen, I64 [B, T, …].</param>
    /// <param name="actions">I64 [B, T + steps − 1], from the first frame seen on; null for videos without.</param>
    /// <param name="temperature">Divides the logits of codes: 1 for the prior itself, below 1 likelier ones, 0 the likeliest.</param>
    Tensor Predict(Tensor codes, Tensor? actions, int steps, NoiseStream noise, double temperature = 1);
}

/// <summary>Says which class an example is of.</summary>
public interface IClassifier
{
    /// <summary>What classes are: a factor of the data.</summary>
    Factor Factor { get; }

    /// <summary>log q(y | x), [B, C] nats.</summary>
    Tensor LogProbabilities(Batch x);
}

/// <summary>Has a class of an example apart from how it looks, so that one look can be shown in all classes.</summary>
public interface IStyleDecoder
{
    /// <summary>What classes are: a factor of the data.</summary>
    Factor Factor { get; }

    /// <summary>Z, numbers of a look.</summary>
    int StyleSize { get; }

    /// <summary>How examples look, given the class each most likely is of: [B, Z].</summary>
    Tensor StyleOf(Batch x);

    /// <summary>Means of p(x | y, z), [B, D] in the range of the data.</summary>
    /// <param name="style">z [B, Z].</param>
    /// <param name="levels">y, I64 [B].</param>
    Tensor DecodeStyle(Tensor style, Tensor levels);
}
