namespace Wayfinding.Model;

/// <summary>One file handed to an importer: its name with any folders (forward slashes) and its bytes.</summary>
public sealed record SourceFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>Name without folders, lower case.</summary>
    public string BaseName => Name[(Name.LastIndexOf('/') + 1)..].ToLowerInvariant();
}
