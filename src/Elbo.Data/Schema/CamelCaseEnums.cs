using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Data;

/// <summary>How every choice is written in JSON: <c>analyticKl</c>; read in any case, and never as a bare number.</summary>
public sealed class CamelCaseEnums : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter names = new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => names.CanConvert(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => names.CreateConverter(typeToConvert, options);
}
