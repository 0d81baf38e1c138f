namespace Bff.Accounts.Credentials;

/// <summary>What a credential proved.</summary>
internal abstract record CredentialResult
{
    private CredentialResult()
    {
    }

    public sealed record Accepted(Caller Caller) : CredentialResult;

    public sealed record Refused(CredentialFault Fault) : CredentialResult;
}
