using DicomRender.Frames;
using DicomRender.Windowing;
using FsCheck;
using FsCheck.Fluent;

namespace DicomRender.Tests.Windowing;

public class GrayTransferTests
{
    private static readonly ushort[] EveryWord = [.. Enumerable.Range(0, 65536).Select(word => (ushort)word)];

    [Fact]
    public void Any_window_over_any_rescale_is_within_one_truncation_of_the_formula()
    {
        var windows = from center in Gen.Choose(-70000, 70000)
                      from width in Gen.OneOf(Gen.Choose(1, 20), Gen.Choose(1, 100000))
                      from function in Gen.Elements(Enum.GetValues<VoiFunction>())
                      from slope in Gen.Elements(1.0, -1.0, 0.25, 9.570207, -3.7, 5.9e-8, 1000.0, 0.0)
                      from intercept in Gen.Elements(0.0, -1024.0, 0.5, 30000.0)
                      from inverted in Gen.Elements(true, false)
                      from signed in Gen.Elements(true, false)
                      select (new Window(center, width, function), new Modality(slope, intercept), inverted, signed);
        Prop.ForAll(windows.ToArbitrary(), c => Agrees(c.Item1, c.Item2, c.inverted, c.signed)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_threshold_below_every_sample_leaves_the_least_sample_above_it() =>
        Assert.True(Agrees(new Window(-47191, 1), new Modality(9.570207, 0), inverted: true, signed: false));

    private static bool Agrees(Window window, Modality modality, bool inverted, bool signed)
    {
        var grey = new byte[65536];
        new GrayTransfer(modality, new Voi(window), inverted, null, StoredRange.Of(16, signed), signed).Apply(EveryWord, grey);
        for (var word = 0; word < 65536; word += 7)
        {
            var level = window.Apply(modality.Apply(signed ? (short)word : word));
            var exact = 255 * (inverted ? 1 - level : level);
            if (grey[word] > exact + 0.01 || grey[word] < exact - 1.01) return false;
        }
        return true;
    }

    [Fact]
    public void Padding_stays_black_when_the_polarity_is_inverted()
    {
        var transfer = new GrayTransfer(Modality.Identity, new(new Window(50, 100)), inverted: true, new StoredRange(-2000, -1990),
            StoredRange.Of(16, true), true);
        Assert.Equal([0, 0, 0, 255, 255, 0], Apply(transfer, -2000, -1995, -1990, -1989, -2001, 200));
    }

    [Fact]
    public void Padding_follows_the_window_when_the_polarity_is_not_inverted()
    {
        var transfer = new GrayTransfer(Modality.Identity, new(new Window(50, 100)), inverted: false, new StoredRange(3000, 3000),
            StoredRange.Of(16, false), false);
        Assert.Equal([255, 0], Apply(transfer, 3000, 0));
    }

    [Fact]
    public void A_modality_LUT_is_clamped_to_its_ends_and_feeds_the_window()
    {
        var table = new LookupTable(-2, 16, [10, 20, 30, 40]);
        var transfer = new GrayTransfer(new(1, 0, table), new(new Window(25, 30, VoiFunction.LinearExact)), false, null,
            StoredRange.Of(16, true), true);
        Assert.Equal([0, 0, 85, 170, 255, 255], Apply(transfer, -100, -2, -1, 0, 1, 100));
    }

    [Fact]
    public void A_VOI_LUT_is_scaled_by_its_bits()
    {
        var voi = new Voi(default, new LookupTable(0, 12, [0, 2048, 4095]));
        var transfer = new GrayTransfer(new(1, -1), voi, false, null, StoredRange.Of(16, false), false);
        Assert.Equal([0, 0, 127, 255, 255], Apply(transfer, 0, 1, 2, 3, 4));
    }

    [Fact]
    public void A_constant_image_is_black_and_divides_by_nothing()
    {
        var transfer = new GrayTransfer(Modality.Identity, new(Window.Spanning(7, 7)), false, null, StoredRange.Of(16, false), false);
        Assert.Equal([0], Apply(transfer, 7));
    }

    [Fact]
    public void Bytes_and_words_get_the_same_grey()
    {
        var transfer = new GrayTransfer(Modality.Identity, new(new Window(160, 187)), inverted: true, null, StoredRange.Of(8, false),
            false);
        var (bytes, words) = (new byte[256], new byte[256]);
        transfer.Apply([.. Enumerable.Range(0, 256).Select(value => (byte)value)], bytes);
        transfer.Apply(EveryWord.AsSpan(0, 256), words);
        Assert.Equal(words, bytes);
    }

    [Theory]
    [InlineData(0, VoiFunction.Linear)]
    [InlineData(-400, VoiFunction.Linear)]
    [InlineData(double.NaN, VoiFunction.Linear)]
    [InlineData(0, VoiFunction.LinearExact)]
    [InlineData(-1, VoiFunction.Sigmoid)]
    public void A_window_without_meaning_is_invalid(double width, VoiFunction function) =>
        Assert.False(new Window(40, width, function).IsValid);

    [Fact]
    public void A_linear_window_narrower_than_one_is_shown_without_half_unit_offsets()
    {
        var (linear, exact) = (new Window(0.5, 0.25), new Window(0.5, 0.25, VoiFunction.LinearExact));
        Assert.True(linear.IsValid);
        for (var value = 0.0; value <= 1; value += 1 / 64.0) Assert.Equal(exact.Apply(value), linear.Apply(value));
        Assert.NotEqual(new Window(0.5, 1, VoiFunction.LinearExact).Apply(0.25), new Window(0.5, 1).Apply(0.25));
    }

    [Fact]
    public void LINEAR_EXACT_may_be_narrower_than_one() => Assert.True(new Window(0.5, 0.25, VoiFunction.LinearExact).IsValid);

    private static byte[] Apply(GrayTransfer transfer, params int[] stored)
    {
        var grey = new byte[stored.Length];
        transfer.Apply([.. stored.Select(value => (ushort)value)], grey);
        return grey;
    }
}
