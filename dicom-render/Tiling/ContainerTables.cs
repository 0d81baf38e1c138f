using DicomRender.Describing;
using DicomRender.Windowing;

namespace DicomRender.Tiling;

/// <summary>The tables and overlays of a description, as the index of a container holds them.</summary>
internal static class ContainerTables
{
    public static void Write(BinaryWriter writer, ImageTables tables)
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
            foreach (var number in (ReadOnlySpan<int>)[plane.Rows, plane.Columns, plane.Top, plane.Left, plane.FirstFrame, plane.Frames,
                plane.Bits.Length])
                writer.Write(number);
            writer.Write(plane.Bits.Span);
        }
    }

    public static ImageTables Read(BinaryReader reader)
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
