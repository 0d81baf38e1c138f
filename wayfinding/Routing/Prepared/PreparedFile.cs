using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Wayfinding.Model;
using Wayfinding.Routing.Contraction;

namespace Wayfinding.Routing.Prepared;

/// <summary>
/// A venue and its hierarchy as one binary file, so that a restart needs no new contraction: magic, SHA-256 of the rest, names and lists,
/// then the raw columns (little-endian).
/// </summary>
public static class PreparedFile
{
    private static ReadOnlySpan<byte> Magic => "WAYFIND2"u8;

    /// <summary>Writes both.</summary>
    public static void Save(Stream to, Venue venue, Hierarchy hierarchy)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(hierarchy);
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            new PreparedWriter(writer).Venue(venue);
            Columns(writer, venue.Graph);
            Columns(writer, hierarchy);
        }
        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        to.Write(Magic);
        to.Write(SHA256.HashData(bytes));
        to.Write(bytes);
    }

    /// <summary>Reads both.</summary>
    /// <exception cref="InvalidDataException">Not such a file, of another version, or damaged.</exception>
    public static (Venue Venue, Hierarchy Hierarchy) Load(ReadOnlyMemory<byte> content)
    {
        var header = Magic.Length + SHA256.HashSizeInBytes;
        if (!IsPrepared(content.Span) || content.Length < header) throw new InvalidDataException("Not a prepared map of this version.");
        var body = content[header..];
        if (!SHA256.HashData(body.Span).AsSpan().SequenceEqual(content.Span[Magic.Length..header]))
            throw new InvalidDataException("The prepared map is damaged.");
        using var reader = new BinaryReader(new MemoryStream(body.ToArray(), writable: false), Encoding.UTF8);
        var venue = new PreparedReader(reader).Venue(() => Graph(reader));
        return (venue, ReadHierarchy(reader).Measured());
    }

    /// <summary>True when the bytes start like a prepared map.</summary>
    public static bool IsPrepared(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    private static void Columns(BinaryWriter w, WalkGraph g)
    {
        Column(w, g.X);
        Column(w, g.Y);
        Column(w, g.NodeLevel);
        Column(w, g.NodeBuilding);
        Column(w, g.NodeArea);
        Column(w, g.Kind);
        Column(w, g.From);
        Column(w, g.To);
        Column(w, g.Millis);
        Column(w, g.Metres);
        Column(w, g.EdgeKind);
        Column(w, g.Barriers);
        Column(w, g.Hours);
        Column(w, g.Feature);
        Column(w, g.FirstEdge);
    }

    private static WalkGraph Graph(BinaryReader r) => new()
    {
        X = Column<float>(r),
        Y = Column<float>(r),
        NodeLevel = Column<int>(r),
        NodeBuilding = Column<int>(r),
        NodeArea = Column<int>(r),
        Kind = Column<NodeKind>(r),
        From = Column<int>(r),
        To = Column<int>(r),
        Millis = Column<int>(r),
        Metres = Column<float>(r),
        EdgeKind = Column<EdgeKind>(r),
        Barriers = Column<Barriers>(r),
        Hours = Column<int>(r),
        Feature = Column<int>(r),
        FirstEdge = Column<int>(r),
    };

    private static void Columns(BinaryWriter w, Hierarchy h)
    {
        Column(w, h.Rank);
        Column(w, h.Node);
        Column(w, h.Parent);
        Column(w, h.Depth);
        Column(w, h.FirstUp);
        Column(w, h.EndUp);
        Column(w, h.Head);
        Column(w, h.Tail);
        Column(w, h.HeadDepth);
        Column(w, h.FirstDown);
        Column(w, h.Down);
        Column(w, h.ArcOfEdge);
        w.Write(h.PageSize);
    }

    private static Hierarchy ReadHierarchy(BinaryReader r) => new()
    {
        Rank = Column<int>(r),
        Node = Column<int>(r),
        Parent = Column<int>(r),
        Depth = Column<int>(r),
        FirstUp = Column<int>(r),
        EndUp = Column<int>(r),
        Head = Column<int>(r),
        Tail = Column<int>(r),
        HeadDepth = Column<ushort>(r),
        FirstDown = Column<int>(r),
        Down = Column<int>(r),
        ArcOfEdge = Column<int>(r),
        PageSize = r.ReadInt32(),
    };

    private static void Column<T>(BinaryWriter w, T[] column) where T : unmanaged
    {
        w.Write(column.Length);
        w.Write(MemoryMarshal.AsBytes(column.AsSpan()));
    }

    private static T[] Column<T>(BinaryReader r) where T : unmanaged
    {
        var column = new T[r.ReadInt32()];
        r.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        return column;
    }
}
