using System.IO.Compression;
using System.Text.Json;
using Wayfinding.Model;

namespace Wayfinding.Export;

/// <summary>
/// Writes a venue as IMDF 1.0.0 (OGC 20-094). Lifts, stairs, escalators and ramps become relationships between units; doors with hours
/// become traversal relationships over their opening. What IMDF has no word for (paths outdoors, clear widths, elevations, campuses, our
/// categories) goes into the declared extension <see cref="Extension"/>, which other readers may ignore.
/// </summary>
public static class ImdfExport
{
    /// <summary>Identifier of the extension in the manifest.</summary>
    public const string Extension = "imdf:extension:cloudclinic:wayfinding#1.0.0";

    /// <summary>The files of the archive. <paramref name="created"/> goes into the manifest; all else depends on the venue alone.</summary>
    /// <exception cref="ArgumentException">The venue has no areas: a plain graph cannot be told in IMDF.</exception>
    public static IReadOnlyList<SourceFile> Files(Venue venue, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(venue);
        if (venue.Areas.Count == 0) throw new ArgumentException("IMDF describes areas, and this map has none.", nameof(venue));
        var site = new ImdfSite(venue);
        return [Manifest(created), .. site.Files(), .. new ImdfInterior(venue, site).Files(), new ImdfPathFile(venue).File()];
    }

    /// <summary>The same files as one zip.</summary>
    /// <exception cref="ArgumentException">The venue has no areas.</exception>
    public static void Zip(Stream to, Venue venue, DateTimeOffset created)
    {
        using var archive = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var file in Files(venue, created))
        {
            var entry = archive.CreateEntry(file.Name);
            entry.LastWriteTime = created;
            using var stream = entry.Open();
            stream.Write(file.Content.Span);
        }
    }

    private static SourceFile Manifest(DateTimeOffset created)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0.0");
            json.WriteString("created", created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
                System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("generated_by", "Wayfinding 1.0.0");
            json.WriteString("language", "zh-Hans");
            json.WriteStartArray("extensions");
            json.WriteStringValue(Extension);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new("manifest.json", stream.ToArray());
    }
}
