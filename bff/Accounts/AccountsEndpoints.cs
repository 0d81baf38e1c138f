using Bff.Accounts.Auditing;
using Bff.Accounts.Credentials;
using Bff.Accounts.Integrators;
using Bff.Accounts.People;
using Bff.Accounts.SignIn;

namespace Bff.Accounts;

/// <summary>The routes of the slice, one line a room.</summary>
public static class AccountsEndpoints
{
    /// <summary>Maps sign-in, the person signed in, hospital systems and the audit log.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var accounts = app.MapGroup("").WithTags("accounts");
        accounts.MapSignIn();
        accounts.MapHubTickets();
        accounts.MapPeople();
        accounts.MapIntegrators();
        accounts.MapAuditing();
    }
}
