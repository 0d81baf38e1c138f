namespace DicomRender.Decoding.Jpeg;

/// <summary>
/// One component's samples before and after its sampling factors are undone. Halved components are interpolated with the
/// triangle filter of the reference decoders (3/4 near, 1/4 far, alternating rounding), others are repeated.
/// </summary>
internal sealed class Upsampling(JpegComponent component, JpegFrame frame, ushort[] plane, int stride)
{
    private readonly int _horizontal = frame.MaxHorizontal, _vertical = frame.MaxVertical;
    private readonly int[] _blended = new int[component.Width];

    // The filter weighs a sample with its neighbours; a component of one or two columns is repeated instead.
    private bool HalvedAcross => component.Horizontal * 2 == _horizontal && component.Width > 2;
    private bool HalvedDown => component.Vertical * 2 == _vertical;

    /// <summary>Writes row <paramref name="y"/> of the full picture.</summary>
    public void Row(int y, Span<ushort> row)
    {
        if (component.Horizontal == _horizontal && component.Vertical == _vertical) Near(y)[..row.Length].CopyTo(row);
        else if (HalvedAcross && component.Vertical == _vertical) Across(Near(y), row);
        else if (HalvedAcross && HalvedDown) AcrossAndDown(y, row);
        else if (component.Horizontal == _horizontal && HalvedDown) Down(y, row);
        else Repeat(y, row);
    }

    private ReadOnlySpan<ushort> Near(int y) => plane.AsSpan(y * component.Vertical / _vertical * stride, component.Width);

    // The other neighbour in height: above for even rows, below for odd ones; the edge is its own neighbour.
    private ReadOnlySpan<ushort> Far(int y) =>
        plane.AsSpan(Math.Clamp(y / 2 + ((y & 1) == 0 ? -1 : 1), 0, component.Height - 1) * stride, component.Width);

    private static void Across(ReadOnlySpan<ushort> from, Span<ushort> row)
    {
        var last = from.Length - 1;
        for (var x = 0; x < row.Length; x++)
        {
            var i = x >> 1;
            row[x] = (x & 1) == 0
                ? (ushort)(i == 0 ? from[0] : (3 * from[i] + from[i - 1] + 1) >> 2)
                : (ushort)(i == last ? from[last] : (3 * from[i] + from[i + 1] + 2) >> 2);
        }
    }

    private void Down(int y, Span<ushort> row)
    {
        var near = Near(y);
        var far = Far(y);
        var bias = (y & 1) == 0 ? 1 : 2;
        for (var x = 0; x < row.Length; x++) row[x] = (ushort)((3 * near[x] + far[x] + bias) >> 2);
    }

    private void AcrossAndDown(int y, Span<ushort> row)
    {
        var near = Near(y);
        var far = Far(y);
        for (var i = 0; i < _blended.Length; i++) _blended[i] = 3 * near[i] + far[i];
        var last = _blended.Length - 1;
        for (var x = 0; x < row.Length; x++)
        {
            var i = x >> 1;
            row[x] = (x & 1) == 0
                ? (ushort)(i == 0 ? (4 * _blended[0] + 8) >> 4 : (3 * _blended[i] + _blended[i - 1] + 8) >> 4)
                : (ushort)(i == last ? (4 * _blended[last] + 7) >> 4 : (3 * _blended[i] + _blended[i + 1] + 7) >> 4);
        }
    }

    private void Repeat(int y, Span<ushort> row)
    {
        var from = Near(y);
        for (var x = 0; x < row.Length; x++) row[x] = from[x * component.Horizontal / _horizontal];
    }
}
