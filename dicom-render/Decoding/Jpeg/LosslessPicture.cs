using System.Buffers.Binary;

namespace DicomRender.Decoding.Jpeg;

/// <summary>Lossless JPEG, process 14 (T.81 annex H): differences row by row, then one of seven predictors, modulo 2^16.</summary>
internal sealed class LosslessPicture
{
    private readonly JpegFrame _frame;
    private readonly int _bytesPerSample;

    /// <summary>Little-endian words, interleaved by pixel.</summary>
    public byte[] Samples { get; }

    public LosslessPicture(JpegFrame frame)
    {
        if (frame.Components.Any(c => c.Horizontal != frame.MaxHorizontal || c.Vertical != frame.MaxVertical))
            throw new DicomException("unsupported_pixel_data", "Lossless JPEG with components of different sizes is not supported.");
        _frame = frame;
        _bytesPerSample = frame.Precision <= 8 ? 1 : 2;
        Samples = GC.AllocateUninitializedArray<byte>(frame.Rows * frame.Columns * frame.Components.Length * _bytesPerSample);
    }

    public void Decode(JpegScan scan, ref EntropyReader reader, CancellationToken cancellationToken)
    {
        var (columns, pointTransform, selection) = (_frame.Columns, scan.ApproximationLow, scan.SpectralStart);
        if (selection is < 1 or > 7 || pointTransform >= _frame.Precision)
            throw new DicomException("codec_failed", $"Lossless JPEG has no predictor {selection} with point transform {pointTransform}.");
        if (scan.RestartInterval % columns != 0)
            throw new DicomException("codec_failed", "A lossless JPEG restart interval is not a whole number of lines (T.81 H.1.1).");
        var tables = scan.Components.Select((_, i) => scan.DcTable(i, maxSymbol: 16)).ToArray();
        var (row, above) = (NewRows(tables.Length), NewRows(tables.Length));
        var rowsPerRestart = scan.RestartInterval / columns;

        for (var y = 0; y < _frame.Rows; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var restarted = rowsPerRestart > 0 && y > 0 && y % rowsPerRestart == 0;
            if (restarted) reader.Restart();
            if (tables.Length == 1) ReadDifferences(ref reader, tables[0], row[0]);
            else ReadInterleavedDifferences(ref reader, tables, row);
            for (var c = 0; c < tables.Length; c++)
            {
                if (y == 0 || restarted) PredictFirst(row[c], 1 << (_frame.Precision - pointTransform - 1));
                else Predict(selection, row[c], above[c]);
                Store(row[c], y, Array.IndexOf(_frame.Components, scan.Components[c]), pointTransform);
            }
            (row, above) = (above, row);
        }
    }

    private ushort[][] NewRows(int count) => Enumerable.Range(0, count).Select(_ => new ushort[_frame.Columns]).ToArray();

    private static void ReadDifferences(ref EntropyReader reader, HuffmanTable table, Span<ushort> row)
    {
        for (var x = 0; x < row.Length; x++) row[x] = (ushort)ReadDifference(ref reader, table);
    }

    private static void ReadInterleavedDifferences(ref EntropyReader reader, HuffmanTable[] tables, ushort[][] rows)
    {
        for (var x = 0; x < rows[0].Length; x++)
            for (var c = 0; c < tables.Length; c++)
                rows[c][x] = (ushort)ReadDifference(ref reader, tables[c]);
    }

    private static int ReadDifference(ref EntropyReader reader, HuffmanTable table)
    {
        var value = reader.DecodeWithValue(table, out var size);
        return size == 16 ? 32768 : value; // no bits follow (T.81 H.1.2.2)
    }

    private static void PredictFirst(Span<ushort> row, int initial)
    {
        row[0] += (ushort)initial;
        for (var x = 1; x < row.Length; x++) row[x] += row[x - 1];
    }

    // Ra = left, Rb = above, Rc = above left (T.81 table H.1); the first sample of a line is predicted from above.
    private static void Predict(int selection, Span<ushort> row, ReadOnlySpan<ushort> above)
    {
        above = above[..row.Length];
        int left = row[0] = (ushort)(row[0] + above[0]);
        switch (selection)
        {
            case 1: for (var x = 1; x < row.Length; x++) row[x] = (ushort)(left = (ushort)(row[x] + left)); break;
            case 2: for (var x = 1; x < row.Length; x++) row[x] += above[x]; break;
            case 3: for (var x = 1; x < row.Length; x++) row[x] += above[x - 1]; break;
            case 4: for (var x = 1; x < row.Length; x++) row[x] = (ushort)(left = (ushort)(row[x] + left + above[x] - above[x - 1])); break;
            case 5:
                for (var x = 1; x < row.Length; x++)
                    row[x] = (ushort)(left = (ushort)(row[x] + left + ((above[x] - above[x - 1]) >> 1)));
                break;
            case 6:
                for (var x = 1; x < row.Length; x++)
                    row[x] = (ushort)(left = (ushort)(row[x] + above[x] + ((left - above[x - 1]) >> 1)));
                break;
            case 7: for (var x = 1; x < row.Length; x++) row[x] = (ushort)(left = (ushort)(row[x] + ((left + above[x]) >> 1))); break;
        }
    }

    private void Store(ReadOnlySpan<ushort> row, int y, int component, int pointTransform)
    {
        var stride = _frame.Components.Length * _bytesPerSample;
        var to = Samples.AsSpan(y * _frame.Columns * stride + component * _bytesPerSample);
        if (_bytesPerSample == 1)
            for (int x = 0, o = 0; x < row.Length; x++, o += stride) to[o] = (byte)(row[x] << pointTransform);
        else
            for (int x = 0, o = 0; x < row.Length; x++, o += stride)
                BinaryPrimitives.WriteUInt16LittleEndian(to[o..], (ushort)(row[x] << pointTransform));
    }
}
