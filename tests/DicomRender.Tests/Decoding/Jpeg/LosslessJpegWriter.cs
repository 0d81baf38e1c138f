namespace DicomRender.Tests.Decoding.Jpeg;

/// <summary>Writes lossless JPEG (ITU-T T.81 annex H) of any predictor, precision, point transform and restart interval.</summary>
internal sealed class LosslessJpegWriter(int rows, int columns, int precision, int selection, int pointTransform, int rowsPerRestart)
{
    private readonly List<byte> _bytes = [];
    private int _pending, _pendingBits;

    /// <summary>Use codes of 1 to 16 bits (differences below 32768 only) instead of five bits for every category.</summary>
    public bool LongCodes { get; init; }

    /// <param name="planes">One plane of samples per component, already shifted right by the point transform.</param>
    /// <param name="interleaved">One scan for all components, or one each.</param>
    public byte[] Write(ushort[][] planes, bool interleaved)
    {
        Append(0xFF, 0xD8, 0xFF, 0xC3, 0, 8 + 3 * planes.Length, precision, rows >> 8, rows & 255, columns >> 8, columns & 255,
            planes.Length);
        for (var c = 0; c < planes.Length; c++) Append(c + 1, 0x11, 0);
        WriteTable();
        var interval = rowsPerRestart * columns;
        if (interval > 0) Append(0xFF, 0xDD, 0, 4, interval >> 8, interval & 255);
        if (interleaved) WriteScan(planes, 1);
        else for (var c = 0; c < planes.Length; c++) WriteScan([planes[c]], c + 1);
        Append(0xFF, 0xFF, 0xD9); // with a fill byte
        return [.. _bytes];
    }

    /// <summary>A picture that promises much and holds nothing.</summary>
    public byte[] WriteHeaderOnly()
    {
        Append(0xFF, 0xD8, 0xFF, 0xC3, 0, 11, precision, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0);
        WriteTable();
        Append(0xFF, 0xDA, 0, 8, 1, 1, 0, selection, 0, 0, 0, 0, 0, 0xFF, 0xD9);
        return [.. _bytes];
    }

    private void WriteTable()
    {
        var symbols = Enumerable.Range(0, LongCodes ? 16 : 17).ToArray();
        Append(0xFF, 0xC4, 0, 19 + symbols.Length, 0);
        for (var length = 1; length <= 16; length++) Append(LongCodes ? 1 : length == 5 ? 17 : 0);
        Append(symbols);
    }

    private void WriteScan(ushort[][] planes, int firstId)
    {
        Append(0xFF, 0xDA, 0, 6 + 2 * planes.Length, planes.Length);
        for (var c = 0; c < planes.Length; c++) Append(firstId + c, 0);
        Append(selection, 0, pointTransform);
        for (var y = 0; y < rows; y++)
        {
            var fresh = y == 0 || (rowsPerRestart > 0 && y % rowsPerRestart == 0);
            if (fresh && y > 0)
            {
                Flush();
                Append(0xFF, 0xD0 + (y / rowsPerRestart - 1) % 8);
            }
            for (var x = 0; x < columns; x++)
                foreach (var plane in planes) WriteDifference(plane[y * columns + x] - Prediction(plane, x, y, fresh));
        }
        Flush();
    }

    private int Prediction(ushort[] plane, int x, int y, bool fresh)
    {
        int At(int dx, int dy) => plane[(y - dy) * columns + x - dx];
        if (fresh) return x == 0 ? 1 << (precision - pointTransform - 1) : At(1, 0);
        if (x == 0) return At(0, 1);
        int a = At(1, 0), b = At(0, 1), c = At(1, 1);
        return selection switch
        {
            1 => a,
            2 => b,
            3 => c,
            4 => a + b - c,
            5 => a + ((b - c) >> 1),
            6 => b + ((a - c) >> 1),
            _ => (a + b) >> 1,
        };
    }

    private void WriteDifference(int difference)
    {
        difference = (short)difference;
        var size = difference == short.MinValue ? 16 : 32 - int.LeadingZeroCount(Math.Abs(difference));
        if (LongCodes) Put((1 << (size + 1)) - 2, size + 1);
        else Put(size, 5);
        if (size is > 0 and < 16) Put((difference < 0 ? difference - 1 : difference) & ((1 << size) - 1), size);
    }

    private void Put(int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            _pending = (_pending << 1) | ((value >> i) & 1);
            if (++_pendingBits < 8) continue;
            Append(_pending);
            if (_pending == 0xFF) Append(0);
            (_pending, _pendingBits) = (0, 0);
        }
    }

    private void Flush()
    {
        while (_pendingBits > 0) Put(1, 1);
    }

    private void Append(params ReadOnlySpan<int> values)
    {
        foreach (var value in values) _bytes.Add((byte)value);
    }
}
