namespace Wayfinding.Import.Reading;

/// <summary>Thrown inside an importer when a file cannot be used; becomes one error in the report.</summary>
internal sealed class UnusableFileException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
