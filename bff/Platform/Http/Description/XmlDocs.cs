using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace Bff.Platform.Http.Description;

/// <summary>What a docstring says, as plain text with `code`.</summary>
/// <param name="Summary">What it is or does.</param>
/// <param name="Remarks">What else there is to know.</param>
/// <param name="Returns">What comes back.</param>
/// <param name="Parameters">By name: arguments of a method, properties of a record that are written in its header.</param>
internal sealed record Docstring(string? Summary, string? Remarks, string? Returns, IReadOnlyDictionary<string, string> Parameters);

/// <summary>
/// The docstrings of the product, from the XML files that the compiler writes beside the libraries. Unlike the framework's generator it
/// reads those
/// of internal types and methods too: slices have few others.
/// </summary>
internal sealed class XmlDocs
{
    // The files are our own build output; the bounds only keep a strange folder from costing memory.
    private const int MostFiles = 64, MostMembers = 50_000;
    private const long LargestFile = 8 << 20;

    private readonly Lazy<Dictionary<string, Docstring>> _members = new(() => Read(AppContext.BaseDirectory));

    /// <summary>The docstring of a type.</summary>
    public Docstring? Of(Type type) => Find("T:" + IdOf(type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type));

    /// <summary>The docstring of a method.</summary>
    public Docstring? Of(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var list = parameters.Length == 0 ? "" : "(" + string.Join(',', parameters.Select(p => IdOf(p.ParameterType))) + ")";
        return method.DeclaringType is { } type ? Find("M:" + IdOf(type) + "." + method.Name + list) : null;
    }

    /// <summary>What is said of a property, beside it or in the header of its record.</summary>
    public string? Of(PropertyInfo property)
    {
        if (property.DeclaringType is not { } type) return null;
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        return Find("P:" + IdOf(definition) + "." + property.Name)?.Summary ?? Of(definition)?.Parameters.GetValueOrDefault(property.Name);
    }

    private Docstring? Find(string id) => _members.Value.GetValueOrDefault(id);

    private static Dictionary<string, Docstring> Read(string folder)
    {
        var members = new Dictionary<string, Docstring>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.xml").Take(MostFiles))
        {
            if (file.Length > LargestFile) continue;
            foreach (var member in XDocument.Load(file.FullName, LoadOptions.PreserveWhitespace).Descendants("member"))
                if (members.Count < MostMembers && member.Attribute("name")?.Value is { } id) members[id] = Docstring(member);
        }
        return members;
    }

    private static Docstring Docstring(XElement member) => new(
        Text(member.Element("summary")), Text(member.Element("remarks")), Text(member.Element("returns")),
        member.Elements("param").Where(p => p.Attribute("name") is not null)
            .GroupBy(p => p.Attribute("name")!.Value).ToDictionary(g => g.Key, g => Text(g.First()) ?? ""));

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = new StringBuilder();
        foreach (var node in element.Nodes()) Write(text, node);
        var words = text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }

    private static void Write(StringBuilder text, XNode node)
    {
        if (node is XText plain) text.Append(plain.Value);
        if (node is not XElement element) return;
        if (element.Name.LocalName is "c" or "code") text.Append('`').Append(element.Value.Trim()).Append('`');
        else if (element.Attribute("cref") is { } cref) text.Append('`').Append(LastName(cref.Value)).Append('`');
        else if ((element.Attribute("name") ?? element.Attribute("langword")) is { } word) text.Append('`').Append(word.Value).Append('`');
        else
        {
            text.Append(' ');
            foreach (var inner in element.Nodes()) Write(text, inner);
            text.Append(' ');
        }
    }

    private static string LastName(string cref) => cref.Split('(')[0].Split('.')[^1].Split('`')[0];

    /// <summary>The name of a type as the compiler writes it in ids of members.</summary>
    private static string IdOf(Type type)
    {
        if (type.IsArray) return IdOf(type.GetElementType()!) + "[]";
        if (type.IsGenericMethodParameter) return "``" + type.GenericParameterPosition;
        if (type.IsGenericTypeParameter) return "`" + type.GenericParameterPosition;
        if (!type.IsConstructedGenericType) return (type.FullName ?? type.Name).Replace('+', '.');
        var definition = type.GetGenericTypeDefinition().FullName!.Replace('+', '.');
        return definition[..definition.IndexOf('`', StringComparison.Ordinal)] + "{" + string.Join(',',
            type.GenericTypeArguments.Select(IdOf)) + "}";
    }
}
