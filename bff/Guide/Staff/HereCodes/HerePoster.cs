using System.Globalization;
using System.Net;
using System.Text;
using QRCoder;

namespace Bff.Guide.Staff.HereCodes;

/// <summary>A code for the wall as SVG: the QR, what it says, and its letters for who cannot scan. Prints sharp at any size.</summary>
internal static class HerePoster
{
    /// <param name="url">What the QR holds.</param>
    /// <param name="label">Where one stands.</param>
    /// <param name="code">The letters beneath.</param>
    public static string Draw(string url, string label, string code)
    {
        using var generator = new QRCodeGenerator();
        using var qr = generator.CreateQrCode(url, QRCodeGenerator.ECCLevel.Q); // A quarter may be scratched or covered.
        var rows = qr.ModuleMatrix; // With the quiet zone of four modules.
        var (size, path) = (rows.Count, new StringBuilder());
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                if (rows[y][x]) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        var text = Math.Min(3.2, (size - 6) / (double)Math.Max(1, label.Length));
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size + 9}" width="90mm" shape-rendering="crispEdges">
            <rect width="{size}" height="{size + 9}" fill="#fff"/><path d="{path}"/>
            <g font-family="sans-serif" text-anchor="middle">
            <text x="{size / 2.0}" y="{size + 1}" font-size="{text:0.##}">{WebUtility.HtmlEncode(label)}</text>
            <text x="{size / 2.0}" y="{size + 5}" font-size="2.4">扫码查看路线 · {code}</text></g></svg>
            """);
    }
}
