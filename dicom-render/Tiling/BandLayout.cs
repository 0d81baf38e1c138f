using DicomRender.Frames;

namespace DicomRender.Tiling;

/// <summary>How the rows of one level are cut into bands that are packed, checked and read by themselves.</summary>
/// <param name="Rows">Rows of the level.</param>
/// <param name="Columns">Columns of the level.</param>
/// <param name="BandRows">Rows of a band; the last may have fewer.</param>
internal readonly record struct BandLayout(int Rows, int Columns, int BandRows)
{
    // About 64 KB of samples: fits into the cache of a core, and is large enough for one read.
    private const int PixelsPerBand = 32768;

    public int Bands => (Rows + BandRows - 1) / BandRows;

    public int RowsOf(int band) => Math.Min(BandRows, Rows - band * BandRows);

    public static BandLayout[] LevelsOf(int rows, int columns)
    {
        var levels = new BandLayout[Pyramid.LevelsOf(rows, columns)];
        for (var level = 0; level < levels.Length; level++)
        {
            var width = Pyramid.SizeAt(columns, level);
            levels[level] = new(Pyramid.SizeAt(rows, level), width,
                Math.Max(1, PixelsPerBand / (width * BandPacking.Tile)) * BandPacking.Tile);
        }
        return levels;
    }
}
