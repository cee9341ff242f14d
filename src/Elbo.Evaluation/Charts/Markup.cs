using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Elbo.Evaluation.Charts;

/// <summary>
/// Turns an element tree into text that is both XML and HTML 5. Everything a caller passes in goes through here, so that
/// no text can become markup and no control character can break the document.
/// </summary>
internal static class Markup
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly HashSet<string> VoidElements = ["br", "img", "link", "meta"];

    public static string Serialize(XElement root)
    {
        var copy = new XElement(root);
        foreach (XElement element in copy.DescendantsAndSelf())
            Prepare(element);
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None };
        using (var writer = XmlWriter.Create(text, settings))
            copy.Save(writer);
        return text.ToString();
    }

    private static void Prepare(XElement element)
    {
        foreach (XAttribute attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
            attribute.Value = Clean(attribute.Value);
        foreach (XText run in element.Nodes().OfType<XText>())
            run.Value = Clean(run.Value);

        // HTML takes <div/> for an opening tag; SVG and void elements may close themselves.
        bool mayCloseItself = element.Name.Namespace == Svg || VoidElements.Contains(element.Name.LocalName);
        if (element.IsEmpty && !mayCloseItself)
            element.Add(new XText(""));
    }

    // Characters XML does not allow (controls, lone surrogates) become the replacement character.
    private static string Clean(string text)
    {
        StringBuilder? cleaned = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]);
            if (isPair || XmlConvert.IsXmlChar(text[i]))
                cleaned?.Append(text, i, isPair ? 2 : 1);
            else
                (cleaned ??= new StringBuilder(text, 0, i, text.Length)).Append('\uFFFD');
            if (isPair)
                i++;
        }
        return cleaned?.ToString() ?? text;
    }
}
