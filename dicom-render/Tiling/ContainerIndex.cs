using System.Text.Json;
using DicomRender.Describing;
using DicomRender.Frames;

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
        ContainerTables.Write(writer, Description.Tables);
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
            var description = JsonSerializer.Deserialize(json, ImageDescriptionJson.Default.ImageDescription)
                ?? throw new InvalidDataException();
            var index = new ContainerIndex(description, (SampleKind)reader.ReadInt32());
            if (reader.ReadInt32() != index._bandsPerFrame) throw new InvalidDataException();
            index.Description = description with { Tables = ContainerTables.Read(reader) };
            for (var i = 0; i < description.Frames; i++) index._frameOffsets.Add(reader.ReadInt64());
            for (var i = 0L; i < (long)description.Frames * index._bandsPerFrame; i++)
                index._bands.Add((reader.ReadInt32(), reader.ReadUInt32()));
            if (index._frameOffsets.Exists(offset => offset < 0 || offset > bandsEnd)
                || index._bands.Exists(band => band.Length < 0 || band.Length > bandsEnd))
                throw new InvalidDataException();
            return index;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or ArgumentException)
        {
            throw FrameContainer.Damaged("the index cannot be read", e);
        }
    }
}
