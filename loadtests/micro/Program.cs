using BenchmarkDotNet.Running;
using Micro;

if (args is ["fuzz-parser", .. var options]) return ParserFuzz.RunCommand(options);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
