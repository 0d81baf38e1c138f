using System.Diagnostics;

namespace Bff.Tests.Film;

/// <summary><c>bff film render</c> as an operator runs it: the executable, a file, exit code, standard output and error.</summary>
public sealed class RenderCommandTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("cloudclinic-render-").FullName;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task A_window_is_applied_to_modality_values()
    {
        // Stored 10*row + column + 1024, rescale -1024: at (row 10, column 0) the modality value is 100.
        var file = await WriteAsync(TestFilms.Slice(TestFilms.Uid(), offset: 1024));
        var (exit, _, error) = await RenderAsync(file, "--window", "100,101,linear", "--out", home + "/x.pgm");
        Assert.Equal((0, ""), (exit, error));
        var picture = await File.ReadAllBytesAsync(home + "/x.pgm", Stop);
        var pixels = picture.AsSpan(picture.Length - 64 * 48).ToArray();
        Assert.Equal(0, pixels[0]);
        Assert.Equal(255, pixels[47 * 64]);
        Assert.Equal(Math.Round(((100 - 99.5) / 100 + 0.5) * 255), pixels[10 * 64], 1.0); // PS3.3 C.11.2.1.2.1
    }

    [Fact]
    public async Task Without_a_target_a_png_goes_to_standard_output_alone()
    {
        var (exit, output, error) = await RenderAsync(await WriteAsync(TestFilms.Slice(TestFilms.Uid())));
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], output[..4]);
    }

    [Fact]
    public async Task A_file_that_cannot_be_rendered_is_one_line_on_standard_error_and_exit_code_1()
    {
        var whole = TestFilms.Slice(TestFilms.Uid());
        foreach (var bad in (byte[][])[whole[..(whole.Length / 2)], [], [.. "not a film"u8], new byte[4096]])
        {
            var (exit, output, error) = await RenderAsync(await WriteAsync(bad));
            Assert.Equal((1, 0), (exit, output.Length));
            Assert.Matches(@"^film render: [a-z_]+: [^\n]+\n$", error);
        }
        Assert.Equal(1, (await RenderAsync(home + "/absent.dcm")).Exit);
        Assert.Equal(1, (await RenderAsync(await WriteAsync(whole), "--frame", "2")).Exit);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_is_refused_and_its_whole_frames_are_rendered_when_asked_for()
    {
        const string Allow = "--allow-truncated";
        var clip = TestFilms.Clip(TestFilms.Uid(), TestFilms.Uid(), frames: 3, rows: 8, columns: 8);
        var file = await WriteAsync(clip[..^10]);
        Assert.Equal((1, "film render: truncated: 2 of 3 frames are there in full.\n"), await ExitAndErrorAsync(file));
        Assert.Equal((0, "film render: warning: 2 of 3 frames are there in full.\n"), await ExitAndErrorAsync(file, Allow));
        var (exit, picture, _) = await RenderAsync(file, "--frame", "2", Allow);
        var (_, whole, silence) = await RenderAsync(await WriteAsync(clip), "--frame", "2");
        Assert.Equal((0, ""), (exit, silence));
        Assert.Equal(whole, picture);
        var (refused, error) = await ExitAndErrorAsync(file, "--frame", "3", Allow);
        Assert.Equal(1, refused);
        Assert.StartsWith("film render: truncated: Frame 3 of 3 ", error, StringComparison.Ordinal);
        // Not one frame of it is whole.
        Assert.Equal(1, (await ExitAndErrorAsync(await WriteAsync(clip[..^190]), Allow)).Exit);
    }

    [Theory]
    [InlineData("--window", "40")]
    [InlineData("--frame", "0")]
    [InlineData("--out", "x.bmp")]
    [InlineData("--voi-lut", "none")]
    public async Task Bad_usage_is_exit_code_2(params string[] options) =>
        Assert.Equal(2, (await RenderAsync([await WriteAsync(TestFilms.Slice(TestFilms.Uid())), .. options])).Exit);

    private async Task<string> WriteAsync(byte[] content)
    {
        var path = $"{home}/{Guid.NewGuid():N}.dcm";
        await File.WriteAllBytesAsync(path, content, Stop);
        return path;
    }

    private async Task<(int Exit, string Error)> ExitAndErrorAsync(params string[] arguments)
    {
        var (exit, _, error) = await RenderAsync(arguments);
        return (exit, error);
    }

    private async Task<(int Exit, byte[] Output, string Error)> RenderAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bff.dll"), "film", "render", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(Stop);
        await process.StandardOutput.BaseStream.CopyToAsync(output, Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output.ToArray(), await error);
    }
}
