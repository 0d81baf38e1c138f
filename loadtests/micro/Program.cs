using BenchmarkDotNet.Running;
using Micro.Chat;
using Micro.Dicom;

try
{
    if (args is ["fuzz-parser", .. var options]) return ParserFuzz.RunCommand(options);
    if (args is ["fuzz-decoders", .. var decoderOptions]) return await DecoderFuzz.RunCommandAsync(decoderOptions);
    if (args is ["chat-load", .. var chatOptions]) return await ChatLoad.RunCommandAsync(chatOptions);
    if (args is ["codec-worker"]) return await DecoderFuzz.WorkAsync();
}
catch (CorpusMissingException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return 2;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
