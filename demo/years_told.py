"""Representatives whose year the demo tells on purpose, by their certificates: each name is one of a story.

毕敏 has done every duty; 康宏伟 builds a factory in another town since the spring and lacks nearly all, the exemption
that he asked for was refused; 陈静 is ill and exempted; 段国平 has left office in August.
"""

FULL_YEAR = "MCRD-0071"
BEHIND = "MCRD-0076"
EXEMPT = "MCRD-0072"
LEFT_IN_AUGUST = "MCRD-0146"
