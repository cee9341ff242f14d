using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Elbo.DocsGenerator;

/// <summary>The summaries of documentation comments, from the files the compiler writes beside the assemblies, as Markdown.</summary>
internal static partial class XmlDocs
{
    private static readonly Dictionary<Assembly, Dictionary<string, XElement>> files = [];

    public static string Summary(Type type) => Of(type.Assembly, $"T:{Name(type)}");

    public static string Summary(PropertyInfo property) => Of(property.DeclaringType!.Assembly, $"P:{Name(property.DeclaringType)}.{property.Name}");

    /// <summary>Of a value of an enumeration.</summary>
    public static string Summary(Enum value) => Of(value.GetType().Assembly, $"F:{Name(value.GetType())}.{value}");

    /// <summary>The comment as one paragraph; empty where there is none.</summary>
    private static string Of(Assembly assembly, string id)
    {
        if (!files.TryGetValue(assembly, out var members)) files[assembly] = members = Read(Path.ChangeExtension(assembly.Location, ".xml"));
        return members.TryGetValue(id, out var member) && member.Element("summary") is { } summary ? Paragraph(summary) : "";
    }

    private static Dictionary<string, XElement> Read(string path) =>
        File.Exists(path) ? XDocument.Load(path).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value)
        : throw new DocumentException($"{path}: the compiler's documentation file is missing; build eng/docs-generator");

    /// <summary>Text with references and code set as code.</summary>
    internal static string Paragraph(XElement element) => Blanks().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "seealso" } see => $"`{(see.Attribute("langword") ?? see.Attribute("cref"))!.Value.Split('(')[0].Split('.', ':')[^1]}`",
        XElement { Name.LocalName: "paramref" or "typeparamref" } name => $"`{name.Attribute("name")!.Value}`",
        XElement other => Paragraph(other),
        _ => "",
    };

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
