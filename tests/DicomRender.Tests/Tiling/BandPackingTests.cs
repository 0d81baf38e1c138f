using DicomRender.Tiling;
using FsCheck;
using FsCheck.Fluent;

namespace DicomRender.Tests.Tiling;

public class BandPackingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 16)]
    [InlineData(16, 17)]
    [InlineData(33, 15)]
    [InlineData(64, 512)]
    [InlineData(50, 101)]
    public void What_is_packed_comes_back(int rows, int columns)
    {
        foreach (var amplitude in new[] { 1, 2, 7, 100, 4096, 65536 })
        {
            var random = new Random(rows * columns + amplitude);
            var samples = new ushort[rows * columns];
            for (var i = 0; i < samples.Length; i++) samples[i] = (ushort)(i / columns * 3 + random.Next(amplitude));
            Assert.Equal(samples, RoundTrip(samples, rows, columns));
        }
    }

    [Fact]
    public void Any_samples_come_back() => Prop.ForAll(
        (from columns in Gen.Choose(1, 70)
         from samples in Gen.Choose(0, 65535).ArrayOf().Where(list => list.Length >= columns)
         select (columns, samples)).ToArbitrary(),
        c =>
        {
            var rows = c.samples.Length / c.columns;
            var samples = c.samples.Take(rows * c.columns).Select(value => (ushort)value).ToArray();
            return RoundTrip(samples, rows, c.columns).SequenceEqual(samples);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_unpacked_or_refused_and_never_read_beyond() => Prop.ForAll(
        (from bytes in Gen.Choose(0, 20).Select(value => (byte)value).ArrayOf()
         from rows in Gen.Choose(1, 40)
         from columns in Gen.Choose(1, 40)
         select (bytes, rows, columns)).ToArbitrary(),
        c =>
        {
            BandPacking.TryUnpack(c.bytes, c.rows, c.columns, new ushort[c.rows * c.columns]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flat_band_costs_its_widths_and_bases_only()
    {
        var samples = new ushort[64 * 512];
        samples.AsSpan().Fill(40000);
        Assert.Equal(4 * 32 + 32 * 2, BandPacking.Pack(samples, 64, 512, new byte[BandPacking.Bound(64, 512)]));
    }

    private static ushort[] RoundTrip(ushort[] samples, int rows, int columns)
    {
        var packed = new byte[BandPacking.Bound(rows, columns)];
        var length = BandPacking.Pack(samples, rows, columns, packed);
        var result = new ushort[samples.Length];
        Assert.True(BandPacking.TryUnpack(packed.AsSpan(0, length), rows, columns, result));
        return result;
    }
}
