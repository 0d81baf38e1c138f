using System.Buffers;
using System.Text;

namespace DicomRender.CharacterSets;

/// <summary>How texts look when their bytes are taken for UTF-8.</summary>
internal static class Utf8Reading
{
    /// <summary>
    /// 0 to 1, to be compared with <see cref="GbkReading.Likelihood"/>: how much of what is not ASCII is Chinese that people write. Where
    /// all of it is Chinese, 1: characters of two bytes each make those of three only where three stand together, and then hardly ever.
    /// </summary>
    public static double Of(List<byte[]> texts)
    {
        var gbk = CodeElement.CodePage(54936);
        var (all, common, odd) = (0, 0, 0);
        foreach (var text in texts)
        {
            for (ReadOnlySpan<byte> rest = text; !rest.IsEmpty;)
            {
                if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != OperationStatus.Done) return 0;
                rest = rest[length..];
                if (rune.IsAscii) continue;
                all++;
                var pair = gbk.GetBytes(rune.ToString());
                var level = pair.Length == 2 ? GbkReading.LevelOf(pair[0], pair[1]) : 0;
                if (level == 1) common++;
                else if (level == 0 && rune.Value is < 0x3000 or (> 0x9FFF and < 0xFF00)) odd++;
            }
        }
        // One beyond GB 2312 counts as one of its level 2; another script counts nothing.
        return all == 0 ? 0 : odd == 0 ? 1 : (common + 0.75 * (all - common - odd)) / all;
    }
}
