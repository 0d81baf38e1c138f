using System.Buffers.Binary;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Native;

namespace DicomRender.Decoding.Worker;

/// <summary>The child's side: decodes what it is handed until its input ends.</summary>
public static class CodecWorker
{
    internal const int Ready = 0x4D434944; // "DICM"

    /// <summary>
    /// Confines this process, then answers requests. For a process started by <see cref="CodecProcessPool"/> and nothing else.
    /// </summary>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output; nothing else may write there.</param>
    public static async Task RunAsync(Stream input, Stream output)
    {
        var number = new byte[8];
        if (await input.ReadAtLeastAsync(number, 8, throwOnEndOfStream: false) < 8) return;
        WorkerConfinement.Apply(BinaryPrimitives.ReadInt64LittleEndian(number));
        BinaryPrimitives.WriteInt32LittleEndian(number, Ready);
        await output.WriteAsync(number.AsMemory(0, 4));
        await output.FlushAsync();

        var (managed, native) = (new ManagedCodecs(), new NativeCodecs());
        while (await CodecMessages.ReadRequestAsync(input) is var (uid, codestream, expected))
        {
            try
            {
                IDicomCodec codec = managed.Supports(uid) ? managed : native;
                await CodecMessages.WriteFrameAsync(output, await codec.DecodeAsync(uid, codestream, expected, CancellationToken.None));
            }
            catch (DicomException e)
            {
                await CodecMessages.WriteRefusalAsync(output, e.Code, e.Message);
            }
            catch (OutOfMemoryException)
            {
                await CodecMessages.WriteRefusalAsync(output, "codec_memory", "The frame needs more memory than a codec worker may take.");
            }
        }
    }
}
