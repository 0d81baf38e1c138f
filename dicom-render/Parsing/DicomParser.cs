using DicomRender.CharacterSets;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// Reads data sets from untrusted bytes. Nothing is allocated by a claimed length: large values stay in the file (<see
/// cref="ValueReader"/>),
/// and depth, element count and bytes kept are bounded. Where something cannot be read, the innermost item or the file ends there with a
/// warning; everything before it is kept.
/// </summary>
internal sealed class DicomParser(DicomSource source, DicomWarnings warnings)
{
    /// <summary>Real structured reports nest below 20; the call stack holds far more than this.</summary>
    private const int Deepest = 64;
    private const int MostElements = 500_000;

    private readonly DicomCursor _cursor = new(source);
    private ValueReader? _values;
    private int _elements;

    /// <summary>Where reading stopped.</summary>
    public long Position => _cursor.Position;

    /// <summary>Pixel data of the outermost data set, wherever it stood.</summary>
    public DicomElement? PixelData => Values.PixelData;

    /// <summary>Bytes that native pixel data claim, where the file holds fewer.</summary>
    public long? CutPixelDataClaim => Values.CutPixelDataClaim;

    private ValueReader Values => _values ??= new(source, _cursor, warnings);

    /// <summary>Reads elements while they belong to one group.</summary>
    public DicomDataset ReadGroup(long start, ushort group)
    {
        _cursor.Position = start;
        var elements = new List<DicomElement>();
        while (ElementHeader.Read(_cursor.Peek(12), ElementEncoding.ExplicitLittle) is { } header && header.Tag.Group == group)
        {
            if (!ReadElement(header, ElementEncoding.ExplicitLittle, _cursor.Length, 0, elements)) break;
        }
        return DicomDataset.Parsed(elements);
    }

    /// <summary>Reads the outermost data set to the end of the file.</summary>
    public DicomDataset ReadAll(long start, ElementEncoding encoding)
    {
        _cursor.Position = start;
        var dataset = ReadDataset(_cursor.Length, encoding, 0);
        dataset.InheritCharacterSet(CharacterSet.Default);
        return dataset;
    }

    private DicomDataset ReadDataset(long end, ElementEncoding encoding, int depth)
    {
        if (depth > Deepest)
            throw new DicomException("too_deep", $"Sequences are nested more than {Deepest} deep at offset {_cursor.Position}.");
        var elements = new List<DicomElement>();
        while (_cursor.Position < end)
        {
            var header = ElementHeader.Read(_cursor.Peek((int)Math.Min(12, end - _cursor.Position)), encoding);
            if (header is not { } found)
            {
                Stop($"{end - _cursor.Position} bytes too few for an element remain at offset {_cursor.Position}.", end);
                break;
            }
            if (EndsHere(found, depth, elements.Count, end)) break;
            if (found.Tag.Group == 0xFFFE) continue;
            if (!ReadElement(found, encoding, end, depth, elements)) break;
        }
        return DicomDataset.Parsed(elements);
    }

    /// <summary>Handles delimiters: true when they (or padding) end this data set; a stray one is passed over.</summary>
    private bool EndsHere(ElementHeader header, int depth, int elementsBefore, long end)
    {
        if (header.Tag == DicomTag.ItemDelimiter)
        {
            _cursor.Position += 8;
            if (depth == 0) warnings.Add("An item delimiter stands outside every item.");
            return depth > 0;
        }
        if (header.Tag.Group == 0xFFFE && depth > 0)
        {
            warnings.Add("An item delimiter is missing.");
            return true;
        }
        if (header.Tag.Group == 0xFFFE)
        {
            warnings.Add($"A delimiter {header.Tag} stands outside every sequence.");
            _cursor.Position += 8;
            return false;
        }
        if (header.Tag.Value != 0 || elementsBefore == 0) return false;
        warnings.Add($"Padding at offset {_cursor.Position} is not DICOM and was left out.");
        _cursor.Position = end;
        return true;
    }

    /// <summary>Reads one element; false when nothing after it in this data set can be found.</summary>
    private bool ReadElement(ElementHeader header, ElementEncoding encoding, long end, int depth, List<DicomElement> elements)
    {
        if (++_elements > MostElements) throw new DicomException("implausible_size", $"The file holds more than {MostElements} elements.");
        if (encoding.IsExplicit && header.Vr is null) warnings.Add($"{header.Tag} has no VR in an explicit VR file; read as implicit.");
        var start = _cursor.Position;
        _cursor.Position += header.HeaderLength;
        var vr = Values.VrOf(header);
        if (header.IsUndefinedLength) return ReadUndefinedLength(header, vr, encoding, end, depth, elements);
        if (vr == Vr.SQ)
        {
            var itemEncoding = header.Vr == Vr.UN ? ElementEncoding.ImplicitLittle : encoding;
            elements.Add(new(header.Tag, vr, ReadItems(ClampedEnd(header, end), false, itemEncoding, depth)));
            return true;
        }
        if (header.ValueLength > end - _cursor.Position)
        {
            var there = end - _cursor.Position;
            if (header.Tag == DicomTags.PixelData && depth == 0)
            {
                Values.AddCutPixelData(header, vr, there, encoding, elements);
                return false;
            }
            return Stop($"{header.Tag} at offset {start} claims {header.ValueLength} bytes, {there} are there.", end);
        }
        Values.Read(header, vr, encoding, depth, elements);
        if ((header.ValueLength & 1) == 1) Values.SkipUncountedPadding(header.Tag, encoding, end);
        return true;
    }

    private bool ReadUndefinedLength(ElementHeader header, Vr vr, ElementEncoding encoding, long end, int depth,
        List<DicomElement> elements)
    {
        var tag = header.Tag;
        if (tag == DicomTags.PixelData || vr is Vr.OB or Vr.OW)
        {
            var fragments = new FragmentReader(source, _cursor, warnings).Read(end, encoding);
            var element = new DicomElement(tag, Vr.OB, fragments);
            elements.Add(element);
            if (depth == 0 && tag == DicomTags.PixelData) Values.PixelData ??= element;
            return true;
        }
        if (vr is not (Vr.SQ or Vr.UN)) return Stop($"{tag} ({vr}) has an undefined length.", end);
        // PS3.5 6.2.2 note 4: UN of undefined length is a sequence in implicit VR little endian.
        elements.Add(new(tag, Vr.SQ, ReadItems(end, true, header.Vr == Vr.UN ? ElementEncoding.ImplicitLittle : encoding, depth)));
        return true;
    }

    private long ClampedEnd(ElementHeader header, long end)
    {
        if (header.ValueLength <= end - _cursor.Position) return _cursor.Position + header.ValueLength;
        warnings.Add($"{header.Tag} claims {header.ValueLength} bytes, {end - _cursor.Position} are there.", end == _cursor.Length);
        return end;
    }

    private DicomDataset[] ReadItems(long end, bool undefinedLength, ElementEncoding encoding, int depth)
    {
        var items = new List<DicomDataset>();
        while (_cursor.Position < end)
        {
            var header = ElementHeader.Read(_cursor.Peek((int)Math.Min(12, end - _cursor.Position)), encoding);
            if (header?.Tag == DicomTag.SequenceDelimiter)
            {
                _cursor.Position += 8;
                if (undefinedLength) return [.. items];
                continue;
            }
            if (header?.Tag != DicomTag.Item)
            {
                warnings.Add($"A sequence is broken off at offset {_cursor.Position}.");
                if (!undefinedLength || header is null) _cursor.Position = end;
                return [.. items];
            }
            if (++_elements > MostElements)
                throw new DicomException("implausible_size", $"The file holds more than {MostElements} elements.");
            _cursor.Position += 8;
            var itemEnd = header.Value.IsUndefinedLength ? end : ClampedEnd(header.Value, end);
            items.Add(ReadDataset(itemEnd, encoding, depth + 1));
            if (!header.Value.IsUndefinedLength) _cursor.Position = itemEnd;
        }
        if (undefinedLength) warnings.Add("A sequence has no delimiter.", end == _cursor.Length);
        return [.. items];
    }

    private bool Stop(string warning, long end)
    {
        warnings.Add(warning, end == _cursor.Length);
        _cursor.Position = end;
        return false;
    }
}
