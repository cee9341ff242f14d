using System.Security.Cryptography;
using System.Text;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Evaluation.Coding;

/// <summary>SHA-256 of what a model computes with: its description and every parameter and buffer, with names, types and shapes.</summary>
public static class ModelHash
{
    /// <param name="description">What it was built from, in a form that is the same for the same model, e.g. its configuration as JSON.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Of(string description, Module model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(description);
        foreach (var (name, value) in model.State().OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            Text($"{name} {value.DType} [{string.Join(", ", value.Shape.ToArray())}]");
            var plain = value.Device.IsCpu ? value : value.To(Device.Cpu, value.DType);
            hash.AppendData(plain.Contiguous().AsBytes());
        }
        return hash.GetHashAndReset();

        // With their length, so that no two lists of texts and weights give the same bytes.
        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
