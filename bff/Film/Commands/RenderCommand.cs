using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DicomRender;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Worker;
using DicomRender.Parsing;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Storing;
using DicomRender.Windowing;

namespace Bff.Film.Commands;

/// <summary>
/// <c>bff film render FILE</c>: one frame of a DICOM file as a picture, straight from the file: no database, no store.
/// Exit codes: 0 rendered, 1 the frame cannot be rendered (one line on stderr: <c>film render: code: why</c>), 2 bad usage.
/// A file that is cut off is refused; with <c>--allow-truncated</c> its whole frames are rendered, and a line
/// <c>film render: warning: …</c> says what is not there.
/// </summary>
internal static class RenderCommand
{
    private static readonly Argument<FileInfo> File = new("FILE") { Description = "A DICOM file (Part 10, or a bare data set)." };

    private static readonly Option<int> Frame = new("--frame")
    {
        Description = "Frame number, from 1.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<Window?> Window = new("--window")
    {
        Description =
            "Window over modality values (Hounsfield units for CT): centre, width and optionally linear, linear-exact or sigmoid. "
            + "Default: the file's first window, else its VOI LUT, else 40,400 for Hounsfield units, "
            + "else from the least to the greatest value of all frames.",
        HelpName = "C,W[,FN]",
        CustomParser = ParseWindow,
    };

    private static readonly Option<int?> VoiLut =
        new("--voi-lut") { Description = "Apply the file's VOI LUT of this number, from 1.", HelpName = "N" };

    private static readonly Option<bool> Overlays = new("--overlays") { Description = "Draw the file's overlays, white." };

    private static readonly Option<bool> AllowTruncated =
        new("--allow-truncated") { Description = "Render a frame that is whole though the file is cut off." };

    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "Where to write; the extension chooses the format: .png, .jpg, .gif, .pgm or .ppm. Default: PNG on standard output.",
        HelpName = "PICTURE",
    };

    public static Command Create()
    {
        Frame.Validators.Add(result => RequireCount(result, "--frame"));
        VoiLut.Validators.Add(result => RequireCount(result, "--voi-lut"));
        Out.Validators.Add(result => Require(result, result.Tokens is not [var path] || FormatOf(new(path.Value)) is not null,
            "--out must end in .png, .jpg, .gif, .pgm or .ppm."));
        var command = new Command("render", "Render one frame of a DICOM file, without a database.")
        {
            File, Frame, Window, VoiLut, Overlays, AllowTruncated, Out,
        };
        command.Validators.Add(result =>
            Require(
                result, result.GetResult(Window) is null || result.GetResult(VoiLut) is null,
                "--window and --voi-lut exclude each other."));
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            var target = arguments.GetValue(Out);
            var request = new RenderRequest
            {
                Window = arguments.GetValue(Window),
                VoiLut = arguments.GetValue(VoiLut),
                Overlays = arguments.GetValue(Overlays),
                Format = FormatOf(target)!.Value,
            };
            var picture = await RenderAsync(arguments.GetValue(File)!.FullName, arguments.GetValue(Frame) - 1, request,
                arguments.GetValue(AllowTruncated), cancellationToken);
            if (target is not null) await System.IO.File.WriteAllBytesAsync(target.FullName, picture, cancellationToken);
            else await Console.OpenStandardOutput().WriteAsync(picture, cancellationToken);
            return 0;
        }
        catch (DicomException e)
        {
            return await FailAsync(e.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await FailAsync("io", e.Message);
        }
        catch (OutOfMemoryException)
        {
            return await FailAsync("implausible_size", "The image does not fit into memory.");
        }
    }

    private static async Task<byte[]> RenderAsync(
        string path, int frame, RenderRequest request, bool allowTruncated, CancellationToken cancellationToken)
    {
        using var file = DicomFile.Open(path);
        await using var workers = new CodecProcessPool(CodecWorkerCommand.StartInfo, new CodecProcessOptions { WorkerCount = 1 },
            TimeProvider.System);
        var decoder = new InstanceDecoder(file, new DicomCodecs(workers));
        var fault = decoder.Truncation;
        if (fault is not null && !allowTruncated) throw fault;
        var (stored, description) = await decoder.DecodeScaledAsync(frame, cancellationToken);
        var picture = Renderer.Render(stored, description, frame, request);
        if (fault is not null) await SayAsync("warning", fault.Message);
        return picture;
    }

    private static async Task<int> FailAsync(string code, string message)
    {
        await SayAsync(code, message);
        return 1;
    }

    private static Task SayAsync(string code, string message) =>
        Console.Error.WriteLineAsync($"film render: {code}: {message.ReplaceLineEndings(" ")}");

    private static OutputFormat? FormatOf(FileInfo? target) => target?.Extension.ToUpperInvariant() switch
    {
        null or ".PNG" => OutputFormat.Png,
        ".JPG" or ".JPEG" => OutputFormat.Jpeg,
        ".GIF" => OutputFormat.Gif,
        ".PGM" => OutputFormat.Pgm,
        ".PPM" => OutputFormat.Ppm,
        _ => null,
    };

    private static Window? ParseWindow(ArgumentResult result)
    {
        var parts = result.Tokens[0].Value.Split(',');
        var function = parts.Length > 2 ? VoiFunctions.Parse(parts[2]) : VoiFunction.Linear;
        if (parts.Length is 2 or 3 && function is { } known && Number(parts[0]) is { } center && Number(parts[1]) is { } width
            && new Window(center, width, known) is { IsValid: true } window)
            return window;
        result.AddError(
            "--window is centre,width[,linear|linear-exact|sigmoid]; the width is more than 0.");
        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void RequireCount(OptionResult result, string name) =>
        Require(
            result, result.Tokens is not [var number] || !int.TryParse(number.Value, out var count) || count >= 1,
            $"{name} counts from 1.");

    private static void Require(SymbolResult result, bool holds, string message)
    {
        if (!holds) result.AddError(message);
    }
}
