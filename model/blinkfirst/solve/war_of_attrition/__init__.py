"""Wars of attrition: who gives way first when waiting costs everybody and the prize goes to who is left.

Side i gets v_i, its prize, when another side concedes first, nothing when it concedes itself, and pays c_i
per round or per unit of time while nobody concedes. One concession ends the contest. Every model returns a
`Contest`: who concedes first with what probability, and when.

=====================  ==========================================================================
complete_information   all is known: the equilibrium in mixed strategies, in rounds or in continuous time
private_resolve        alike sides that know only their own resolve v_i / c_i
asymmetric_resolve     two unlike sides, some types of which never concede
reputation             two sides, normal or obstinate
audience_costs         conceding costs more the longer one has held out, and war is the end of it
=====================  ==========================================================================
"""
