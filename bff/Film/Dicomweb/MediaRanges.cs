namespace Bff.Film.Dicomweb;

/// <summary>
/// A media type with its parameters, as DICOMweb clients write it: values that hold a slash often stand without the quotation marks that
/// RFC 9110 wants, which the framework's reader refuses.
/// </summary>
/// <param name="Type">In lower case.</param>
/// <param name="Parameters">By names in any case, values without quotation marks.</param>
internal sealed record MediaRange(string Type, IReadOnlyDictionary<string, string> Parameters)
{
    private const string AnySyntax = "*", Dicom = "application/dicom";

    /// <summary>The ranges of a header, parted by commas.</summary>
    public static List<MediaRange> Of(string? header) => [.. Parts(header ?? "", ',').Where(part => part.Length > 0).Select(One)];

    /// <summary>
    /// Whether an Accept header takes instances of a transfer syntax (PS3.18 8.7.3.5.2): a range for DICOM files that names another refuses.
    /// </summary>
    public static bool TakesFiles(string? accept, string transferSyntax) => Takes(accept, Dicom, [transferSyntax]);

    /// <summary>Whether the ranges for a type take one of some transfer syntaxes; where none is for it, nobody has asked.</summary>
    public static bool Takes(string? accept, string type, IReadOnlyList<string> transferSyntaxes)
    {
        var ranges = Of(accept).FindAll(range => range.Parameters.GetValueOrDefault("q") is not ("0" or "0.0" or "0.00" or "0.000") && range.IsFor(type));
        return ranges.Count == 0 || ranges.Exists(range =>
            range.Parameters.GetValueOrDefault("transfer-syntax") is not { } asked || asked == AnySyntax || transferSyntaxes.Contains(asked));
    }

    private bool IsFor(string type) =>
        Type is "*/*" || Type == type || (Type is "multipart/related" or "multipart/*" && Parameters.GetValueOrDefault("type", type) == type);

    private static MediaRange One(string text)
    {
        var parts = Parts(text, ';');
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Skip(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) parameters.TryAdd(part[..at].Trim(), part[(at + 1)..].Trim().Trim('"'));
        }
        return new(parts[0].ToLowerInvariant(), parameters);
    }

    /// <summary>Parts a text where a separator stands outside quotation marks.</summary>
    private static List<string> Parts(string text, char separator)
    {
        var parts = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"') isQuoted = !isQuoted;
            if (i < text.Length && (text[i] != separator || isQuoted)) continue;
            parts.Add(text[start..i].Trim());
            start = i + 1;
        }
        return parts;
    }
}
