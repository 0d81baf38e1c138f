namespace DicomRender.Decoding.Jpeg;

/// <summary>Entropy decoding of DCT scans, sequential (T.81 F.2) and progressive (annex G), into the components' coefficients.</summary>
internal ref struct DctScan
{
    private readonly JpegScan _scan;
    private readonly bool _progressive;
    private readonly int[] _lastDc;
    private int _endOfBandRun;

    private DctScan(JpegScan scan, bool progressive)
    {
        (_scan, _progressive) = (scan, progressive);
        _lastDc = new int[scan.Components.Length];
    }

    public static void Decode(JpegFrame frame, JpegScan scan, ref EntropyReader reader, CancellationToken cancellationToken)
    {
        var self = new DctScan(scan, frame.IsProgressive);
        if (frame.IsProgressive) self.CheckProgression();
        if (scan.Components.Length == 1) self.DecodeAlone(ref reader, cancellationToken);
        else self.DecodeInterleaved(frame, ref reader, cancellationToken);
    }

    private readonly void CheckProgression()
    {
        if (_scan.SpectralStart > _scan.SpectralEnd || _scan.SpectralEnd > 63 || _scan.ApproximationLow > 13
            || (_scan.SpectralStart == 0 && _scan.SpectralEnd != 0)
            || (_scan.SpectralStart > 0 && _scan.Components.Length > 1)
            || (_scan.SpectralStart > 0 && !_scan.Components[0].Scanned))
            throw new DicomException("codec_failed", "A progressive JPEG scan has an impossible band.");
    }

    // A scan of one component holds its blocks row by row, without the padding blocks of interleaved units (T.81 A.2.2).
    private void DecodeAlone(ref EntropyReader reader, CancellationToken cancellationToken)
    {
        var component = _scan.Components[0];
        var untilRestart = _scan.RestartInterval;
        for (var y = 0; y < component.BlocksHigh; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var x = 0; x < component.BlocksWide; x++)
            {
                RestartIfDue(ref reader, ref untilRestart);
                DecodeBlock(ref reader, 0, component.Coefficients.AsSpan(64 * (y * component.BlockStride + x), 64));
            }
        }
    }

    private void DecodeInterleaved(JpegFrame frame, ref EntropyReader reader, CancellationToken cancellationToken)
    {
        var untilRestart = _scan.RestartInterval;
        for (var unitY = 0; unitY < frame.UnitsHigh; unitY++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var unitX = 0; unitX < frame.UnitsWide; unitX++)
            {
                RestartIfDue(ref reader, ref untilRestart);
                for (var c = 0; c < _scan.Components.Length; c++) DecodeUnit(ref reader, c, unitX, unitY);
            }
        }
    }

    private void DecodeUnit(ref EntropyReader reader, int c, int unitX, int unitY)
    {
        var component = _scan.Components[c];
        for (var v = 0; v < component.Vertical; v++)
            for (var h = 0; h < component.Horizontal; h++)
            {
                var block = (unitY * component.Vertical + v) * component.BlockStride + unitX * component.Horizontal + h;
                DecodeBlock(ref reader, c, component.Coefficients.AsSpan(64 * block, 64));
            }
    }

    private void RestartIfDue(ref EntropyReader reader, ref int untilRestart)
    {
        if (_scan.RestartInterval == 0) return;
        if (untilRestart == 0)
        {
            reader.Restart();
            Array.Clear(_lastDc);
            _endOfBandRun = 0;
            untilRestart = _scan.RestartInterval;
        }
        untilRestart--;
    }

    private void DecodeBlock(ref EntropyReader reader, int c, Span<short> block)
    {
        if (!_progressive) DecodeSequential(ref reader, c, block);
        else if (_scan.SpectralStart > 0)
        {
            if (_scan.ApproximationHigh == 0) DecodeBandFirst(ref reader, block);
            else RefineBand(ref reader, block);
        }
        else if (_scan.ApproximationHigh == 0) block[0] = (short)(NextDc(ref reader, c) << _scan.ApproximationLow);
        else if (reader.Read(1) != 0) block[0] |= (short)(1 << _scan.ApproximationLow);
    }

    private readonly int NextDc(ref EntropyReader reader, int c) =>
        _lastDc[c] += reader.DecodeWithValue(_scan.DcTable(c, maxSymbol: 15), out _);

    // Ignore the spectral selection: a sequential scan has all coefficients, and some encoders write 0 to 0.
    private readonly void DecodeSequential(ref EntropyReader reader, int c, Span<short> block)
    {
        block[0] = (short)NextDc(ref reader, c);
        var table = _scan.AcTable(c);
        for (var k = 1; k < 64; k++)
        {
            var value = reader.DecodeWithValue(table, out var symbol);
            if ((symbol & 15) == 0)
            {
                if (symbol != 0xF0) return;
                k += 15;
                continue;
            }
            k += symbol >> 4;
            if (k > 63) throw RunsOver();
            block[ZigzagOrder.Positions[k]] = (short)value;
        }
    }

    private void DecodeBandFirst(ref EntropyReader reader, Span<short> block)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }
        var table = _scan.AcTable(0);
        for (var k = _scan.SpectralStart; k <= _scan.SpectralEnd; k++)
        {
            var value = reader.DecodeWithValue(table, out var symbol);
            var run = symbol >> 4;
            if ((symbol & 15) != 0)
            {
                k += run;
                if (k > 63) throw RunsOver();
                block[ZigzagOrder.Positions[k]] = (short)(value << _scan.ApproximationLow);
            }
            else if (run == 15) k += 15;
            else
            {
                _endOfBandRun = (1 << run) + reader.Read(run) - 1;
                return;
            }
        }
    }

    private void RefineBand(ref EntropyReader reader, Span<short> block)
    {
        var bit = (short)(1 << _scan.ApproximationLow);
        var k = _scan.SpectralStart;
        if (_endOfBandRun == 0)
        {
            var table = _scan.AcTable(0);
            for (; k <= _scan.SpectralEnd; k++)
            {
                var symbol = reader.Decode(table);
                var run = symbol >> 4;
                short value = 0;
                if ((symbol & 15) != 0) value = reader.Read(1) != 0 ? bit : (short)-bit;
                else if (run < 15)
                {
                    _endOfBandRun = (1 << run) + reader.Read(run);
                    break;
                }
                k = SkipZeros(ref reader, block, k, run, bit);
                if (value != 0 && k <= _scan.SpectralEnd) block[ZigzagOrder.Positions[k]] = value;
            }
        }
        if (_endOfBandRun == 0) return;
        SkipZeros(ref reader, block, k, int.MaxValue, bit);
        _endOfBandRun--;
    }

    // Passes `zeros` coefficients still zero, refining those that are not, and stops at the next zero (T.81 G.1.2.3).
    private readonly int SkipZeros(ref EntropyReader reader, Span<short> block, int k, int zeros, short bit)
    {
        for (; k <= _scan.SpectralEnd; k++)
        {
            ref var coefficient = ref block[ZigzagOrder.Positions[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0) break;
            }
            else if (reader.Read(1) != 0 && (coefficient & bit) == 0)
            {
                coefficient += coefficient > 0 ? bit : (short)-bit;
            }
        }
        return k;
    }

    private static DicomException RunsOver() => new("codec_failed", "A JPEG block runs over its 64 coefficients.");
}
