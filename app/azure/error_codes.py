"""Which meaning each code of the service has: one table, looked up without case.

Sources: recorded answers of the service, and its documentation: "Troubleshoot common Azure
deployment errors", "Understand common error messages when you manage virtual machines",
"Troubleshoot allocation failures", "Throttling Resource Manager requests".

A code that is not in the table may still belong to a family (`app.azure.error_families`).
`GENERIC` codes say little: a more telling one around or inside
them wins, and so does what their message says (`app.azure.error_messages`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.azure.error_families import FAMILIES
from app.azure.error_meanings import access, answers, machines, offers, waiting
from app.azure.error_meanings.meaning import Meaning

_BY_MEANING: Final[tuple[tuple[Meaning, str], ...]] = (
    (
        waiting.THROTTLED,
        (
            "TooManyRequests TooManyRequestsReceived SubscriptionRequestsThrottled "
            "ResourceRequestsThrottled RequestsThrottled TenantRequestsThrottled "
            "SubscriptionUserRequestsThrottled TooManyVMRedeploymentRequests StorageAccountTooBusy "
            "OperationThrottled ResourceCollectionRequestsThrottled"
        ),
    ),
    (
        waiting.BUSY,
        (
            "AnotherOperationInProgress RetryableError RetryableErrorDueToAnotherOperation "
            "ReferencedResourceNotProvisioned NicReservedForAnotherVm DeploymentActive "
            "DeploymentActiveAndUneditable PreconditionFailed AttachDiskWhileBeingDetached "
            "OperationNotAllowedOnVMImageAsVMsBeingProvisioned MoveResourcesHavePendingOperations "
            "ConflictingConcurrentWriteNotAllowed ConcurrentUpdateError"
        ),
    ),
    (
        waiting.SUPERSEDED,
        (
            "CanceledAndSupersededDueToAnotherOperation OperationPreempted OperationCanceled "
            "OperationPreemptedByMorePriorityOperation Canceled"
        ),
    ),
    (waiting.DISK_BUSY, "DiskImageNotReady"),
    (waiting.PLATFORM_UPDATE, "ResourceUpdateBlockedOnPlatformUpdate"),
    (
        waiting.SERVER_ERROR,
        (
            "ServerTimeout InternalServerError InternalExecutionError InternalOperationError "
            "ServiceUnavailable GatewayTimeout ServerBusy ResourceGatewayTimeout "
            "NetworkingInternalOperationError DiskServiceInternalError InternalDiskManagementError "
            "InternalAllocationError RequestTimeout OperationTimedOut GatewayAuthenticationFailed "
            "VMArtifactRepositoryInternalError DiagnosticsOperationInternalError "
            "StorageAccountOperationInternalError ProvisioningInternalError BadGateway "
            "SubscriptionNotReady"
        ),
    ),
    (
        waiting.BEING_DELETED,
        (
            "ResourceGroupBeingDeleted OperationNotAllowedOnVMMarkedForDeletion "
            "ResourceGroupDeletionTimeout"
        ),
    ),
    (
        waiting.IN_USE,
        (
            "NicInUse PublicIPAddressCannotBeDeleted PublicIPAddressInUse "
            "InUseSubnetCannotBeDeleted InUseNetworkSecurityGroupCannotBeDeleted "
            "InUseRouteTableCannotBeDeleted CannotDeleteResource ResourceGroupDeletionFailed"
        ),
    ),
    (waiting.CONFLICT, "Conflict ConflictingUserInput"),
    (offers.QUOTA, "QuotaExceeded ResourceQuotaExceeded"),
    (
        offers.ADDRESS_QUOTA,
        (
            "PublicIPCountLimitReached StaticPublicIPCountLimitReached "
            "IPv4BasicSkuPublicIpCountLimitReached IPv4StandardSkuPublicIpCountLimitReached "
            "PublicIPCountLimitExceededByVMScaleSet"
        ),
    ),
    (offers.OTHER_QUOTA, "ResourceGroupQuotaExceeded DeploymentQuotaExceeded"),
    (
        offers.SIZE,
        (
            "SkuNotAvailable VMSizeNotSupported NotAvailableForSubscription VMSizeNotAvailable "
            "InvalidVMSize SizeNotAvailable"
        ),
    ),
    (
        offers.CAPACITY,
        (
            "AllocationFailed ZonalAllocationFailed OverconstrainedAllocationRequest "
            "OverconstrainedZonalAllocationRequest InsufficientCapacity AllocationTimedOut "
            "OverconstrainedResourceAllocation ReservationCapacityExceeded"
        ),
    ),
    (offers.SIZE_MISFIT, "TrustedLaunchNotSupported"),
    (
        offers.IMAGE,
        (
            "ImageNotFound PlatformImageNotFound ArtifactNotFound ArtifactVersionNotFound "
            "ImageVersionDeprecated SubscriptionNotAuthorizedForImage ImageBlobNotFound "
            "GalleryImageNotFound VMImageNotFound"
        ),
    ),
    (offers.TERMS, "MarketplaceTermsNotAccepted"),
    (
        offers.PURCHASE,
        "MarketplacePurchaseEligibilityFailed VMMarketplaceInvalidInput ResourcePurchaseCanceling",
    ),
    (
        offers.REGION,
        (
            "LocationNotAvailableForResourceGroup LocationNotAvailableForResourceType "
            "LocationRequired LocationNotFoundForRoleSize InvalidLocation "
            "MissingRegistrationForLocation LocationNotSupported UnsupportedLocation"
        ),
    ),
    (offers.REGION_CLOSED, "RequestDisallowedByAzure RegionDoesNotAllowProvisioning"),
    (
        offers.NOT_KNOWN_HERE,
        (
            "NoRegisteredProviderFound InvalidApiVersionParameter MissingApiVersionParameter "
            "UnsupportedApiVersion InvalidResourceType InvalidResourceNamespace MethodNotAllowed "
            "HttpResourceNotFound UnsupportedMediaType InvalidRequestFormat NotImplemented "
            "NotSupported"
        ),
    ),
    (access.POLICY, "RequestDisallowedByPolicy DisallowedByPolicy PolicyViolation"),
    (access.LOCKED, "ScopeLocked"),
    (
        access.FORBIDDEN,
        (
            "AuthorizationFailed LinkedAuthorizationFailed Forbidden "
            "DenyAssignmentAuthorizationFailed RoleAssignmentUpdateNotPermitted "
            "DeploymentFailedCleanUp AccessDenied"
        ),
    ),
    (
        access.SUBSCRIPTION,
        "SubscriptionNotFound InvalidSubscriptionId InvalidSubscription",
    ),
    (
        access.SUBSCRIPTION_OFF,
        (
            "ReadOnlyDisabledSubscription SubscriptionDisabled DisabledSubscription "
            "SubscriptionIsDisabled SubscriptionNotEnabled"
        ),
    ),
    (
        access.EXPIRED,
        (
            "ExpiredAuthenticationToken InvalidAuthenticationToken AuthenticationFailed "
            "AuthenticationFailedMissingToken AuthenticationFailedInvalidHeader Unauthorized "
            "InvalidAuthenticationTokenAudience"
        ),
    ),
    (access.WRONG_TENANT, "InvalidAuthenticationTokenTenant TenantNotFound"),
    (
        access.UNREGISTERED,
        (
            "MissingSubscriptionRegistration SubscriptionNotRegistered "
            "InvalidSubscriptionRegistrationState UnregisteredSubscription"
        ),
    ),
    (access.FEATURE, "SubscriptionNotRegisteredForFeature FeatureNotEnabled"),
    (answers.LABEL, "DnsRecordInUse DnsNameInUse"),
    (
        answers.NAME,
        (
            "InvalidDomainNameLabel InvalidResourceName InvalidDomainName ResourceNameInvalid "
            "InvalidResourceGroupName"
        ),
    ),
    (
        answers.NAME_RESERVED,
        "DomainNameLabelReserved DnsRecordIsReserved ReservedResourceName",
    ),
    (answers.ELSEWHERE, "InvalidResourceGroupLocation InvalidResourceLocation"),
    (answers.PASSWORD, "PasswordTooLong InvalidAdminPassword"),
    (
        answers.NETWORKS,
        (
            "InvalidAddressPrefixFormat SecurityRuleInvalidAddressPrefix InvalidCIDRNotation "
            "NetcfgInvalidSubnet NetcfgSubnetRangesOverlap NetcfgInvalidIPAddressPrefix "
            "SecurityRuleParameterContainsUnsupportedValue VnetAddressSpacesOverlap "
            "PrivateIPAddressInReservedRange PrivateIPAddressNotInSubnet VnetAddressSpaceConflict"
        ),
    ),
    (
        answers.RULE,
        (
            "SecurityRuleConflict SecurityRuleInvalidPortRange "
            "SecurityRuleParameterPriorityAlreadyTaken"
        ),
    ),
    (
        answers.REFUSED,
        (
            "InvalidParameter InvalidRequestContent BadRequest InvalidTemplate "
            "InvalidTemplateDeployment DeploymentFailed ResourceDeploymentFailure "
            "InvalidContentLink InvalidRequestBody InvalidPropertyValue ValidationError"
        ),
    ),
    (
        machines.NOT_FOUND,
        "ResourceGroupNotFound ResourceNotFound VMNotFound DiskNotFound NotFound",
    ),
    (
        machines.REFERENCE,
        (
            "ParentResourceNotFound InvalidResourceReference InvalidResourceId "
            "LinkedInvalidPropertyId SubnetsNotInSameVnet DiskBlobNotFound"
        ),
    ),
    (machines.BOOT, "OSProvisioningTimedOut VMStartTimedOut"),
    (machines.BOOT_REFUSED, "OSProvisioningClientError OSProvisioningInternalError"),
    (machines.REDEPLOY, "VMRedeploymentFailed VMRedeploymentTimedOut"),
    (
        machines.AGENT,
        (
            "VMAgentStatusCommunicationError VMExtensionProvisioningError "
            "VMExtensionProvisioningTimeout VMExtensionHandlerNonTransientError "
            "VMExtensionManagementInternalError"
        ),
    ),
    (machines.NOT_RUNNING, "VMNotRunning"),
    (
        machines.DISK,
        "DiskPreparationError DiskProcessingError AcquireDiskLeaseFailed VHDSizeInvalid",
    ),
    (machines.SUBNET_FULL, "SubnetIsFull PrivateIPAddressAllocationFailed"),
    (machines.UNCHANGEABLE, "PropertyChangeNotAllowed"),
    (machines.EXISTS, "ResourceExists ResourceAlreadyExists NameAlreadyExists"),
    (machines.STATE, "OperationNotAllowed"),
)

MEANINGS_AS_WRITTEN: Final[Mapping[str, Meaning]] = {
    code: entry for entry, codes in _BY_MEANING for code in codes.split()
}
"""With the service's own letter case."""

MEANINGS: Final = {code.lower(): entry for code, entry in MEANINGS_AS_WRITTEN.items()}

GENERIC: Final = frozenset(
    code.lower()
    for entry, codes in _BY_MEANING
    if entry in (answers.REFUSED, waiting.CONFLICT, machines.STATE, machines.NOT_FOUND)
    for code in codes.split()
) - {"resourcegroupnotfound"}
"""Codes that say little: a more telling one around or inside them wins."""


def meaning_of_code(code: str) -> Meaning | None:
    """The meaning of `code` by the table, else by its family; None for an unknown one."""
    found = MEANINGS.get(code.lower())
    if found is None and code:
        found = next((entry for pattern, entry in FAMILIES if pattern.search(code)), None)
    return found
