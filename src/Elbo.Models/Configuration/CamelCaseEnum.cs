using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Models.Configuration;

/// <summary>Writes choices as <c>analyticKl</c>; reads them in any case, and no bare numbers.</summary>
public sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
