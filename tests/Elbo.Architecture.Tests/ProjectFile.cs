using System.Xml.Linq;

namespace Elbo.Architecture.Tests;

/// <summary>What a csproj declares: its assembly's name, the projects it references and its packages.</summary>
internal sealed record ProjectFile(string Name, string AssemblyName, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public static ProjectFile Read(string path) => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    public static ProjectFile Parse(string name, string xml)
    {
        XElement project = XElement.Parse(xml);
        string assembly = project.Descendants("AssemblyName").FirstOrDefault()?.Value ?? name;
        IEnumerable<string> references = Included(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        return new ProjectFile(name, assembly, [.. references], [.. Included(project, "PackageReference")]);
    }

    private static IEnumerable<string> Included(XElement project, string item) =>
        project.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();
}
