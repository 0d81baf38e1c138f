using System.CommandLine;
using Bff.Support.Commands;

namespace Bff.Support;

/// <summary><c>bff chat …</c>: evaluate the intent classifier.</summary>
public static class SupportCommands
{
    /// <summary>The verb with its own verbs.</summary>
    public static Command Create() => new("chat", "Customer service.") { ChatEvalCommand.Create() };
}
