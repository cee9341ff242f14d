namespace Elbo.Models.Configuration;

/// <summary>A configuration that can say everything that is wrong with it.</summary>
public interface IConfig
{
    /// <summary>One sentence per problem, beginning with the key: <c>latent must be at least 1, is -3</c>. Empty when fine.</summary>
    IEnumerable<string> Problems();
}

/// <summary>A configuration is wrong; the message names key and value.</summary>
public sealed class ConfigException(string message) : Exception(message);
