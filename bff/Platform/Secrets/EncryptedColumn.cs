using System.Text.RegularExpressions;

namespace Bff.Platform.Secrets;

/// <summary>A column of ciphertexts, registered by the slice that owns it (<c>services.AddSingleton(new EncryptedColumn(…))</c>).</summary>
/// <param name="Table">Schema-qualified; the same text the slice puts into its <see cref="CipherContext"/>.</param>
/// <param name="HospitalColumn">Empty for a table without one.</param>
public sealed partial record EncryptedColumn(string Table, string Column, string IdColumn, string HospitalColumn)
{
    /// <summary>The names become SQL text, so they are checked though only code gives them.</summary>
    public EncryptedColumn Validated()
    {
        if (!Identifier().IsMatch(Table) || !Identifier().IsMatch(Column) || !Identifier().IsMatch(IdColumn)
            || (HospitalColumn.Length > 0 && !Identifier().IsMatch(HospitalColumn)))
            throw new ArgumentException($"Not SQL names: {this}");
        return this;
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?\z")]
    private static partial Regex Identifier();
}
