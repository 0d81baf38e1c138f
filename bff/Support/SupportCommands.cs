using System.CommandLine;

namespace Bff.Support;

/// <summary><c>bff chat …</c>: evaluate the intent classifier.</summary>
internal static class SupportCommands
{
    public static Command Create() => new("chat", "Customer service.") { ChatEvalCommand.Create() };
}
