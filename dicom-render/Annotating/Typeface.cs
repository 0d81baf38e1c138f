using System.Runtime.InteropServices;
using System.Text;

namespace DicomRender.Annotating;

/// <summary>
/// A font file of the machine, drawn by FreeType 2 (Debian's libfreetype6); it lives as long as the process. One glyph a character: enough
/// for Chinese
/// and Latin, no joining scripts.
/// </summary>
public sealed unsafe partial class Typeface
{
    private const string Library = "libfreetype.so.6";
    private const int LoadRender = 4, LoadNoBitmap = 8, Gray = 2;

    private static readonly Lock Opening = new();
    private static nint _library;

    // A FreeType face must not be used by two threads at a time.
    private readonly Lock _drawing = new();
    private readonly Face* _face;

    private Typeface(Face* face) => _face = face;

    /// <summary>Opens a font.</summary>
    /// <param name="path">Its file, TrueType or OpenType.</param>
    /// <param name="index">Which one of a collection.</param>
    /// <returns>Null when FreeType is missing or does not read the file.</returns>
    public static Typeface? Open(string path, int index = 0)
    {
        // The fields below lie where the 64-bit headers of Linux put them.
        if (!OperatingSystem.IsLinux() || nint.Size != 8 || !NativeLibrary.TryLoad(Library, typeof(Typeface).Assembly, null, out _))
            return null;
        lock (Opening)
        {
            if (_library == 0 && FT_Init_FreeType(out _library) != 0) return null;
            return FT_New_Face(_library, path, new CLong(index), out var face) == 0 ? new Typeface(face) : null;
        }
    }

    /// <summary>The glyphs of a line of text; spaces and controls only take their room.</summary>
    /// <param name="text">Anything; a character the font does not have is its empty box.</param>
    /// <param name="size">Height of a line's letters, pixels.</param>
    /// <param name="room">Glyphs that begin further right, in pixels, are left out.</param>
    internal List<Glyph> Line(string text, int size, int room)
    {
        var line = new List<Glyph>();
        lock (_drawing)
        {
            if (FT_Set_Pixel_Sizes(_face, 0, (uint)size) != 0) return line;
            long pen = 0;
            foreach (var rune in text.EnumerateRunes())
            {
                if (pen >> 6 >= room) break;
                if (Rune.IsControl(rune) || FT_Load_Char(_face, new CULong((uint)rune.Value), LoadRender | LoadNoBitmap) != 0) continue;
                var slot = _face->Glyph;
                var (width, rows) = ((int)slot->Width, (int)slot->Rows);
                if (slot->PixelMode == Gray && slot->Pitch == width && width > 0 && rows > 0)
                    line.Add(new((int)(pen >> 6) + slot->Left, slot->Top, width,
                        new ReadOnlySpan<byte>(slot->Buffer, width * rows).ToArray()));
                pen += slot->AdvanceX;
            }
        }
        return line;
    }

    [LibraryImport(Library)]
    private static partial int FT_Init_FreeType(out nint library);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FT_New_Face(nint library, string path, CLong index, out Face* face);

    [LibraryImport(Library)]
    private static partial int FT_Set_Pixel_Sizes(Face* face, uint width, uint height);

    [LibraryImport(Library)]
    private static partial int FT_Load_Char(Face* face, CULong character, int flags);

    /// <summary>FT_FaceRec of freetype.h, as far as it is read.</summary>
    [StructLayout(LayoutKind.Explicit)]
    private struct Face
    {
        [FieldOffset(152)] public Slot* Glyph;
    }

    /// <summary>FT_GlyphSlotRec of freetype.h with its FT_Bitmap, as far as they are read.</summary>
    [StructLayout(LayoutKind.Explicit)]
    private struct Slot
    {
        /// <summary>In 64ths of a pixel.</summary>
        [FieldOffset(128)] public nint AdvanceX;
        [FieldOffset(152)] public uint Rows;
        [FieldOffset(156)] public uint Width;
        [FieldOffset(160)] public int Pitch;
        [FieldOffset(168)] public byte* Buffer;
        [FieldOffset(178)] public byte PixelMode;
        [FieldOffset(192)] public int Left;
        [FieldOffset(196)] public int Top;
    }
}

/// <summary>A drawn character.</summary>
/// <param name="Left">Pixels from where the line begins.</param>
/// <param name="Top">Pixels above the base line.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Coverage">0 to 255 each, rows from the top.</param>
internal readonly record struct Glyph(int Left, int Top, int Width, byte[] Coverage);
