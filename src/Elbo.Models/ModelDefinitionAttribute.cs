using Elbo.Models.Configuration;

namespace Elbo.Models;

/// <summary>Names a model of an assembly, so that <c>elbo --models FILE.dll</c> and <see cref="ModelCatalog.Register(System.Reflection.Assembly)"/> find it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class ModelDefinitionAttribute : Attribute
{
    internal abstract ModelEntry Entry();
}

/// <summary><c>[assembly: ModelDefinition&lt;MyDefinition, MyConfig&gt;]</c>: a model and its configuration record.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ModelDefinitionAttribute<TDefinition, TConfig> : ModelDefinitionAttribute
    where TDefinition : IModelDefinition<TConfig>
    where TConfig : class, IConfig, new()
{
    internal override ModelEntry Entry() => new DefinitionEntry<TDefinition, TConfig>();
}
