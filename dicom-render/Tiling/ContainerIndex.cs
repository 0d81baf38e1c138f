using System.Buffers.Binary;
using System.Text.Json;
using DicomRender.Describing;
using DicomRender.Frames;
using DicomRender.Windowing;

namespace DicomRender.Tiling;

/// <summary>
/// Where everything lies in a container, written behind it (all numbers little endian):
/// <code>
/// bands        frame by frame, level by level, from the top: Rgb24 as three packings (green, red - green, blue - green)
/// thumbnail    a JPEG of the middle frame
/// index        u32 length + JSON of the description; u32 kind; u32 bands per frame; tables;
///              per frame u64 offset; per band u32 length, u32 CRC-32C
/// trailer      64 bytes: see <see cref="ContainerTrailer"/>
/// </code>
/// </summary>
internal sealed class ContainerIndex
{
    private readonly BandLayout[] _levels;
    private readonly int _bandsPerFrame;
    private readonly List<long> _frameOffsets = [];
    private readonly List<(int Length, uint Crc)> _bands = [];

    public ContainerIndex(ImageDescription description, SampleKind kind)
    {
        (Description, Kind) = (description, kind);
        _levels = BandLayout.LevelsOf(description.Rows, description.Columns);
        _bandsPerFrame = _levels.Sum(level => level.Bands);
    }

    public ImageDescription Description { get; set; }

    public SampleKind Kind { get; }

    public BandLayout LayoutOf(int level) => _levels[level];

    public void BeginFrame(long offset) => _frameOffsets.Add(offset);

    public void AddBand(int length, uint crc) => _bands.Add((length, crc));

    /// <summary>Offset, length and checksum of one band.</summary>
    public (long Offset, int Length, uint Crc) Band(int frame, int level, int band)
    {
        var first = frame * _bandsPerFrame;
        var wanted = first + band;
        for (var i = 0; i < level; i++) wanted += _levels[i].Bands;
        var offset = _frameOffsets[frame];
        for (var i = first; i < wanted; i++) offset += _bands[i].Length;
        return (offset, _bands[wanted].Length, _bands[wanted].Crc);
    }

    public byte[] Write()
    {
        using var target = new MemoryStream();
        using var writer = new BinaryWriter(target);
        var json = JsonSerializer.SerializeToUtf8Bytes(Description, ImageDescriptionJson.Default.ImageDescription);
        writer.Write(json.Length);
        writer.Write(json);
        writer.Write((int)Kind);
        writer.Write(_bandsPerFrame);
        WriteTables(writer, Description.Tables);
        foreach (var offset in _frameOffsets) writer.Write(offset);
        foreach (var (length, crc) in _bands)
        {
            writer.Write(length);
            writer.Write(crc);
        }
        return target.ToArray();
    }

    /// <exception cref="DicomException">container_damaged.</exception>
    public static ContainerIndex Read(byte[] bytes, long bandsEnd)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
            var json = reader.ReadBytes(reader.ReadInt32());
            var description = JsonSerializer.Deserialize(json, ImageDescriptionJson.Default.ImageDescription) ?? throw new InvalidDataException();
            var index = new ContainerIndex(description, (SampleKind)reader.ReadInt32());
            if (reader.ReadInt32() != index._bandsPerFrame) throw new InvalidDataException();
            index.Description = description with { Tables = ReadTables(reader) };
            for (var i = 0; i < description.Frames; i++) index._frameOffsets.Add(reader.ReadInt64());
            for (var i = 0L; i < (long)description.Frames * index._bandsPerFrame; i++) index._bands.Add((reader.ReadInt32(), reader.ReadUInt32()));
            if (index._frameOffsets.Exists(offset => offset < 0 || offset > bandsEnd) || index._bands.Exists(band => band.Length < 0 || band.Length > bandsEnd))
                throw new InvalidDataException();
            return index;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or ArgumentException)
        {
            throw FrameContainer.Damaged("the index cannot be read", e);
        }
    }

    private static void WriteTables(BinaryWriter writer, ImageTables tables)
    {
        var all = tables.ModalityLut is null ? tables.VoiLuts : [tables.ModalityLut, .. tables.VoiLuts];
        writer.Write(tables.ModalityLut is not null);
        writer.Write(all.Count);
        foreach (var table in all)
        {
            writer.Write(table.FirstMapped);
            writer.Write(table.Bits);
            writer.Write(table.Explanation ?? "");
            writer.Write(table.Entries.Length);
            foreach (var entry in table.Entries) writer.Write(entry);
        }
        writer.Write(tables.Overlays.Count);
        foreach (var plane in tables.Overlays)
        {
            foreach (var number in (ReadOnlySpan<int>)[plane.Rows, plane.Columns, plane.Top, plane.Left, plane.FirstFrame, plane.Frames, plane.Bits.Length]) writer.Write(number);
            writer.Write(plane.Bits.Span);
        }
    }

    private static ImageTables ReadTables(BinaryReader reader)
    {
        var hasModality = reader.ReadBoolean();
        var tables = new LookupTable[reader.ReadInt32()];
        for (var i = 0; i < tables.Length; i++)
        {
            var (first, bits, explanation) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
            var entries = new ushort[reader.ReadInt32()];
            for (var entry = 0; entry < entries.Length; entry++) entries[entry] = reader.ReadUInt16();
            tables[i] = new(first, bits, entries, explanation.Length > 0 ? explanation : null);
        }
        var planes = new OverlayPlane[reader.ReadInt32()];
        for (var i = 0; i < planes.Length; i++)
        {
            var (rows, columns, top, left) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var (firstFrame, frames, length) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            planes[i] = new(rows, columns, top, left, firstFrame, frames, reader.ReadBytes(length));
        }
        return new(hasModality ? tables[0] : null, hasModality ? tables[1..] : tables, planes);
    }
}

/// <summary>How the rows of one level are cut into bands that are packed, checked and read by themselves.</summary>
/// <param name="Rows">Rows of the level.</param>
/// <param name="Columns">Columns of the level.</param>
/// <param name="BandRows">Rows of a band; the last may have fewer.</param>
internal readonly record struct BandLayout(int Rows, int Columns, int BandRows)
{
    // About 64 KB of samples: a thread's share of the cache, and a read worth its call.
    private const int PixelsPerBand = 32768;

    public int Bands => (Rows + BandRows - 1) / BandRows;

    public int RowsOf(int band) => Math.Min(BandRows, Rows - band * BandRows);

    public static BandLayout[] LevelsOf(int rows, int columns)
    {
        var levels = new BandLayout[Pyramid.LevelsOf(rows, columns)];
        for (var level = 0; level < levels.Length; level++)
        {
            var width = Pyramid.SizeAt(columns, level);
            levels[level] = new(Pyramid.SizeAt(rows, level), width, Math.Max(1, PixelsPerBand / (width * BandPacking.Tile)) * BandPacking.Tile);
        }
        return levels;
    }
}

/// <summary>The last 64 bytes of a container. A writer that was cut short leaves none, so that half a file never passes for one.</summary>
internal readonly record struct ContainerTrailer(long ThumbnailOffset, int ThumbnailLength, uint ThumbnailCrc, long IndexOffset, int IndexLength, uint IndexCrc)
{
    public const int Length = 64;
    public static ReadOnlySpan<byte> Magic => "FILMFRM1"u8;

    public byte[] Write()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), ThumbnailOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), ThumbnailLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), ThumbnailCrc);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), IndexOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), IndexLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(36), IndexCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Crc32C.Of(bytes.AsSpan(0, 60)));
        return bytes;
    }

    /// <exception cref="DicomException">container_damaged.</exception>
    public static ContainerTrailer Read(ReadOnlySpan<byte> bytes, long fileLength)
    {
        if (!bytes[..8].SequenceEqual(Magic)) throw FrameContainer.Damaged("it does not end as a frame container of this version does");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != Crc32C.Of(bytes[..60])) throw FrameContainer.Damaged("the trailer's checksum is wrong");
        var trailer = new ContainerTrailer(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]));
        var fits = trailer is { ThumbnailOffset: >= 0, ThumbnailLength: >= 0, IndexOffset: >= 0, IndexLength: >= 0 }
            && trailer.ThumbnailOffset + trailer.ThumbnailLength <= trailer.IndexOffset && trailer.IndexOffset + trailer.IndexLength == fileLength - Length;
        return fits ? trailer : throw FrameContainer.Damaged("the trailer does not fit the file's length");
    }
}
